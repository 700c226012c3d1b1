import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deployVault } from "@worldland/contracts/deploy";
import { readClock } from "@worldland/db/clock";
import type { Database } from "@worldland/db/database";
import { type Anvil, startAnvil } from "@worldland/testing/anvil";
import {
  createPublicClient,
  createTestClient,
  createWalletClient,
  defineChain,
  http,
  parseEther,
  zeroAddress,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import type { StackKeys } from "./keys.ts";
import type { StackOptions } from "./options.ts";
import { WALLET_INDEX } from "./wallets.ts";

export const LOCAL_CHAIN_ID = 31_337;
/** The platform's share of charges on the local network: the product's default. */
const FEE_BPS = 500;

export type LocalChain = {
  readonly anvil: Anvil;
  readonly vault: `0x${string}`;
  readonly startBlock: bigint;
};

type Deployment = { readonly vault: `0x${string}`; readonly startBlock: string };

/** Starts anvil on the kept state, brings its clock to the application's, deploys the vault unless it is there. */
export async function startLocalChain(options: StackOptions, keys: StackKeys, db: Database): Promise<LocalChain> {
  const anvil = await startAnvil({
    blockTimeS: 1,
    statePath: join(options.stateDir, "anvil.json"),
    chainId: LOCAL_CHAIN_ID,
    ...(options.rpcPort > 0 ? { port: options.rpcPort } : {}),
  });
  const clients = connect(anvil);
  await followClock(clients, db);
  const path = join(options.stateDir, "vault.json");
  const kept: Deployment | null = existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : null;
  if (kept !== null && (await clients.reader.getCode({ address: kept.vault })) !== undefined) {
    return { anvil, vault: kept.vault, startBlock: BigInt(kept.startBlock) };
  }
  const deployment = await deploy(anvil, clients, keys);
  writeFileSync(path, JSON.stringify(deployment));
  return { anvil, vault: deployment.vault, startBlock: BigInt(deployment.startBlock) };
}

function connect(anvil: Anvil) {
  const chain = defineChain({
    id: anvil.chainId,
    name: "WorldLand local",
    nativeCurrency: { name: "WorldLand", symbol: "WL", decimals: 18 },
    rpcUrls: { default: { http: [anvil.rpcUrl] } },
  });
  const transport = http(anvil.rpcUrl);
  const reader = createPublicClient({ chain, transport, pollingInterval: 100 });
  const control = createTestClient({ chain, mode: "anvil", transport });
  const walletOf = (index: number) => {
    const account = anvil.accounts[index];
    if (account === undefined) throw new Error(`anvil has no account ${index}`);
    return createWalletClient({ account: privateKeyToAccount(account.privateKey), chain, transport });
  };
  return { reader, control, walletOf };
}

type Clients = ReturnType<typeof connect>;

/** Block time never runs behind the application's clock, which may have been stepped: max(head + 1, app.now()). */
async function followClock({ reader, control }: Clients, db: Database): Promise<void> {
  const head = await reader.getBlock();
  const now = BigInt(Math.floor((await readClock(db)).getTime() / 1000));
  const next = now > head.timestamp ? now : head.timestamp + 1n;
  await control.setNextBlockTimestamp({ timestamp: next });
  await control.mine({ blocks: 1 });
}

async function deploy(anvil: Anvil, clients: Clients, keys: StackKeys): Promise<Deployment> {
  const owner = clients.walletOf(WALLET_INDEX.owner);
  const operator = privateKeyToAccount(keys.operatorPrivateKey).address;
  const feeRecipient = anvil.accounts[WALLET_INDEX.feeRecipient]?.address ?? owner.account.address;
  const { address, blockNumber } = await deployVault({
    walletClient: owner,
    publicClient: clients.reader,
    token: zeroAddress,
    owner: owner.account.address,
    feeRecipient,
    feeBps: FEE_BPS,
    operators: [operator],
  });
  const funds = clients.walletOf(WALLET_INDEX.operatorFunds);
  const hash = await funds.sendTransaction({ to: operator, value: parseEther("1000") });
  await clients.reader.waitForTransactionReceipt({ hash });
  return { vault: address, startBlock: blockNumber.toString() };
}
