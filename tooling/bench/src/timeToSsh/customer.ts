import { parseWl } from "@worldland/core/money";
import { connectLocalChain } from "@worldland/local/stack/connectLocalChain";
import type { Stack } from "@worldland/local/stack/startStack";
import { type Client, createClient } from "@worldland/sdk/createClient";
import { until } from "@worldland/testing/until";
import { getAddress } from "viem";
import { type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";

export type Customer = { readonly client: Client; readonly account: PrivateKeyAccount };

const MONEY = parseWl("500") ?? 0n;

/** The stack's test customer, signed in, with money to spend. */
export async function enterAsCustomer({ info }: Stack): Promise<Customer> {
  const wallet = info.wallets.find(({ role }) => role === "customer");
  if (wallet === undefined) throw new Error("the stack names no customer");
  const privateKey: `0x${string}` = `0x${wallet.privateKey.slice(2)}`;
  const account = privateKeyToAccount(privateKey);
  const client = createClient({ url: info.api, vault: { chainId: info.chainId, vault: getAddress(info.vault) } });
  await client.signIn(account);
  await client.vault.deposit(connectLocalChain(info.rpc, info.chainId).walletOf(privateKey), MONEY);
  const isThere = async () => BigInt((await client.account()).available_wei) >= MONEY;
  await until("the deposit to be spendable", isThere, { deadlineMs: 60_000 });
  return { client, account };
}
