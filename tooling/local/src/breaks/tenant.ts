import { parseWl } from "@worldland/core/money";
import { type Client, createClient } from "@worldland/sdk/createClient";
import { type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import { connectLocalChain } from "../stack/connectLocalChain.ts";
import type { Stack } from "../stack/startStack.ts";

/** Somebody who rents on a stack, over HTTP, and remembers every answer. */
export type Tenant = {
  readonly client: Client;
  readonly account: PrivateKeyAccount;
  /** Of his session. */
  readonly token: string;
  /** Bodies of all answers since he has signed in, in full. */
  readonly answers: readonly string[];
  /** A request of his own making to the REST API; `body` is sent as it is. */
  ask(path: string, body: string): Promise<{ readonly status: number; readonly body: unknown }>;
};

const DEPOSIT = parseWl("1000") ?? 0n;

/** The stack's test customer, signed in, with money in the vault. */
export async function enterAsTenant({ info }: Stack): Promise<Tenant> {
  const privateKey = info.wallets.find(({ role }) => role === "customer")?.privateKey.slice(2) ?? "";
  const account = privateKeyToAccount(`0x${privateKey}`);
  const answers: string[] = [];
  const remembering: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    const isStream = response.headers.get("content-type")?.includes("event-stream");
    if (!isStream) answers.push(await response.clone().text());
    return response;
  };
  const client = createClient({ url: info.api, fetch: remembering });
  const { token } = await client.signIn(account);
  // The answer that brought the token is the one place where it is shown.
  answers.length = 0;
  const wallet = connectLocalChain(info.rpc, info.chainId).walletOf(`0x${privateKey}`);
  await client.vault.credited(await client.vault.deposit(wallet, DEPOSIT));
  return {
    ...{ client, account, token, answers },
    async ask(path, body) {
      const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
      const response = await remembering(`${info.api}/api/v1${path}`, { method: "POST", headers, body });
      return { status: response.status, body: await response.json() };
    },
  };
}
