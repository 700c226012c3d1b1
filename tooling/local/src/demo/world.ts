import { readSettings } from "@worldland/contracts/vault";
import { type Client, createClient } from "@worldland/sdk/createClient";
import type { VaultWallet } from "@worldland/sdk/vault";
import { type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import { type ChainClients, connectLocalChain } from "../stack/connectLocalChain.ts";
import type { Stack } from "../stack/startStack.ts";
import type { StackWallet } from "../stack/wallets.ts";
import { type ClusterEyes, openEyes } from "./clusterEyes.ts";
import type { Story } from "./story.ts";

/** A person with a wallet, who talks to the platform through the SDK and to nothing else. */
export type Person = {
  readonly address: `0x${string}`;
  readonly account: PrivateKeyAccount;
  readonly wallet: VaultWallet;
  readonly client: Client;
};

/** What the demo has: the platform's address, people, and eyes on chain and cluster to check what it says. */
export type World = {
  readonly stack: Stack;
  readonly story: Story;
  readonly chain: ChainClients;
  readonly vault: `0x${string}`;
  readonly feeRecipient: `0x${string}`;
  readonly feeBps: number;
  readonly eyes: ClusterEyes;
  readonly customer: Person;
  /** The one whose money leaves between the click and the block. */
  readonly customer2: Person;
  /** A client with an API key of the customer's. */
  clientWithKey(key: string): Client;
  close(): void;
};

export async function enterWorld(stack: Stack, story: Story): Promise<World> {
  const { info } = stack;
  const vault = addressOf(info.vault);
  const chain = connectLocalChain(info.rpc, info.chainId);
  const { feeRecipient, feeBps } = await readSettings(chain.reader, vault);
  const trusted = { chainId: info.chainId, vault };
  const person = (role: string): Person => {
    const privateKey = keyOf(info.wallets, role);
    const account = privateKeyToAccount(privateKey);
    const client = createClient({ url: info.api, vault: trusted });
    return { address: account.address, account, wallet: chain.walletOf(privateKey), client };
  };
  const eyes = openEyes(info.kubeconfig);
  return {
    ...{ stack, story, chain, vault, feeRecipient, feeBps, eyes },
    customer: person("customer"),
    customer2: person("customer2"),
    clientWithKey: (auth) => createClient({ url: info.api, vault: trusted, auth }),
    close: () => eyes.close(),
  };
}

function keyOf(wallets: readonly StackWallet[], role: string): `0x${string}` {
  const wallet = wallets.find((one) => one.role === role);
  if (wallet === undefined) throw new Error(`The stack has no test wallet "${role}".`);
  return hexOf(wallet.privateKey);
}

function addressOf(text: string): `0x${string}` {
  return hexOf(text);
}

function hexOf(text: string): `0x${string}` {
  if (!text.startsWith("0x")) throw new Error("not hex");
  return `0x${text.slice(2)}`;
}
