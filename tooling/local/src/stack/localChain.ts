import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deployVault } from "@worldland/contracts/deploy";
import { readClock } from "@worldland/db/clock";
import type { Database } from "@worldland/db/database";
import { type Anvil, startAnvil } from "@worldland/testing/anvil";
import { parseEther, zeroAddress } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { type ChainClients, connectLocalChain } from "./connectLocalChain.ts";
import type { StackKeys } from "./keys.ts";
import type { StackOptions } from "./options.ts";
import { WALLET_INDEX } from "./wallets.ts";

export const LOCAL_CHAIN_ID = 31_337;
/** The platform's share of charges on the local network: the product's default. */
const FEE_BPS = 500;

export type LocalAnvil = Anvil;

export type LocalVault = {
  readonly vault: `0x${string}`;
  readonly token: `0x${string}`;
  readonly startBlock: bigint;
};

type Deployment = { readonly vault: `0x${string}`; readonly startBlock: string };

/** Starts anvil on the kept state, a block a second. */
export function startLocalAnvil(options: StackOptions): Promise<LocalAnvil> {
  return startAnvil({
    blockTimeS: 1,
    statePath: join(options.stateDir, "anvil.json"),
    chainId: LOCAL_CHAIN_ID,
    ...(options.rpcPort > 0 ? { port: options.rpcPort } : {}),
  });
}

/** Brings the chain's clock to the application's, and deploys the vault unless it is there. */
export async function prepareLocalChain(
  stateDir: string,
  anvil: LocalAnvil,
  keys: StackKeys,
  db: Database,
): Promise<LocalVault> {
  const clients = connectLocalChain(anvil.rpcUrl, LOCAL_CHAIN_ID);
  await followClock(clients, db);
  const path = join(stateDir, "vault.json");
  const kept: Deployment | null = existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : null;
  const isThere = kept !== null && (await clients.reader.getCode({ address: kept.vault })) !== undefined;
  const deployment = kept !== null && isThere ? kept : await deploy(anvil, clients, keys);
  if (!isThere) writeFileSync(path, JSON.stringify(deployment));
  return { vault: deployment.vault, token: zeroAddress, startBlock: BigInt(deployment.startBlock) };
}

/** Block time never runs behind the application's clock, which may have been stepped: max(head + 1, app.now()). */
async function followClock({ reader, control }: ChainClients, db: Database): Promise<void> {
  const head = await reader.getBlock();
  const now = BigInt(Math.floor((await readClock(db)).getTime() / 1000));
  const next = now > head.timestamp ? now : head.timestamp + 1n;
  await control.setNextBlockTimestamp({ timestamp: next });
  await control.mine({ blocks: 1 });
}

async function deploy(anvil: Anvil, clients: ChainClients, keys: StackKeys): Promise<Deployment> {
  const walletAt = (index: number) => {
    const account = anvil.accounts[index];
    if (account === undefined) throw new Error(`anvil has no account ${index}`);
    return clients.walletOf(account.privateKey);
  };
  const owner = walletAt(WALLET_INDEX.owner);
  const operator = privateKeyToAccount(keys.operatorPrivateKey).address;
  const hash = await walletAt(WALLET_INDEX.operatorFunds).sendTransaction({ to: operator, value: parseEther("1000") });
  const { address, blockNumber } = await deployVault({
    walletClient: owner,
    publicClient: clients.reader,
    token: zeroAddress,
    owner: owner.account.address,
    feeRecipient: anvil.accounts[WALLET_INDEX.feeRecipient]?.address ?? owner.account.address,
    feeBps: FEE_BPS,
    operators: [operator],
  });
  await clients.reader.waitForTransactionReceipt({ hash });
  return { vault: address, startBlock: blockNumber.toString() };
}
