import { depositCall, withdrawCall } from "@worldland/contracts/calls";
import { startTestVault } from "@worldland/contracts/testVault";
import { extensionTypedData, rentalOrderTypedData } from "@worldland/contracts/typedData";
import { PERIODS } from "@worldland/core/limits";
import { addSeconds, unixSeconds } from "@worldland/core/time";
import { readClock } from "@worldland/db/clock";
import { approveNode } from "@worldland/db/commands/approveNode";
import { extendRental } from "@worldland/db/commands/extendRental";
import { observeNode } from "@worldland/db/commands/observeNode";
import { type OpenRental, openRental } from "@worldland/db/commands/openRental";
import { quoteRental } from "@worldland/db/commands/quoteRental";
import { registerCluster } from "@worldland/db/commands/registerCluster";
import { registerProvider } from "@worldland/db/commands/registerProvider";
import { setPrice } from "@worldland/db/commands/setPrice";
import { openDatabase } from "@worldland/db/database";
import { migrate } from "@worldland/db/migrate";
import { offersOfNode } from "@worldland/db/queries/worker/offersOfNode";
import { orderOf } from "@worldland/db/rows/quoteRow";
import { CLUSTER, clickOf, nodeSeen, SMALLEST } from "@worldland/db/testMarket";
import { testDatabase } from "@worldland/testing/testDatabase";
import { type Hex, testActions } from "viem";
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import { scanChain } from "../chain/scanChain.ts";
import type { ChainDeps } from "../deps.ts";
import { createLog } from "../log.ts";
import { advanceVault } from "../processors/advanceVault.ts";
import { newMemory } from "../vault/newMemory.ts";

/** Wei per GPU-second of the one offer. */
export const RATE = 1_000_003n;
export const HOLD = RATE * 3600n;

/** Wei per gas: a thousand times what a quiet test chain asks. */
const FEE_CAP = 5_000_000_000_000n;

export type VaultMarket = Awaited<ReturnType<typeof startVaultMarket>>;

/**
 * A real chain with a vault, and a database that mirrors it. With its one imagined node that has many GPUs it needs no
 * cluster and no process; a walk brings a real cluster and its nodes.
 */
export async function startVaultMarket({ hasNode = true }: { hasNode?: boolean } = {}) {
  const vault = await startTestVault();
  const chain = vault.client.extend(testActions({ mode: "anvil" }));
  const fresh = await testDatabase({ migrate });
  const database = openDatabase(fresh.url, { max: 20, name: "test" });
  const { db } = database;
  const address = lower(vault.deployment.address);
  /** Another worker: the same key and rows, a memory of its own. */
  const worker = (more: Partial<ChainDeps> = {}): ChainDeps => ({
    db,
    log: createLog("test", "silent"),
    chain: {
      id: vault.domain.chainId,
      reader: vault.client,
      operator: vault.operator,
      vault: address,
      confirmations: 2,
      feeCap: FEE_CAP,
      startBlock: vault.deployment.blockNumber,
    },
    memory: newMemory(),
    reached: () => undefined,
    ...more,
  });
  const deps = worker();
  await scanChain(deps);
  if (hasNode) await addOffer();

  async function addOffer(): Promise<void> {
    const provider = lower(vault.provider.address);
    const node = nodeSeen({ provider, gpuCount: 500, cpuCores: 5000, memoryGb: 5000, storageGb: 50_000 });
    await registerCluster(db, {
      ...{ clusterId: CLUSTER, nodePortFrom: 30_000, nodePortTo: 31_999 },
      ...{ defaultGpuRate: RATE, isIsolated: true },
    });
    await registerProvider(db, { address: provider, name: "Provider" });
    await observeNode(db, node);
    await approveNode(db, { clusterId: CLUSTER, name: node.name });
    const free = { cpuRate: 0n, memoryRate: 0n, storageRate: 0n };
    for (const { id } of await offersOfNode(db, { clusterId: CLUSTER, nodeName: node.name })) {
      await setPrice(db, { provider, offerId: id, gpuRate: RATE, ...free });
    }
  }

  /** The cheapest offer's quote, signed. */
  async function signedOrder(account: PrivateKeyAccount) {
    const { quote } = await quoteRental(db, { customer: lower(account.address), request: SMALLEST });
    const order = orderOf(quote);
    const parties = { customer: lower(order.customer), provider: lower(order.provider) };
    const signature = await account.signTypedData(rentalOrderTypedData(vault.domain, { ...order, ...parties }));
    return { order, signature };
  }

  return {
    ...vault,
    chain,
    db,
    url: fresh.url,
    address,
    deps,
    worker,
    /** Mines a block and mirrors it. */
    async mine(blocks = 1): Promise<void> {
      await chain.mine({ blocks });
      await scanChain(deps);
    },
    /** Scan, advance, mine, until nothing moves any more. */
    async settleDown(rounds = 6): Promise<void> {
      for (let round = 0; round < rounds; round++) {
        await advanceVault(deps);
        await chain.mine({ blocks: 1 });
        await scanChain(deps);
      }
    },
    /** A wallet nobody used before, with coin in it and in the vault: spendable at once. */
    async customer(deposited: bigint): Promise<PrivateKeyAccount> {
      const account = privateKeyToAccount(generatePrivateKey());
      await chain.setBalance({ address: account.address, value: 10n ** 24n });
      if (deposited > 0n) await vault.send(account, depositCall(address, { amount: deposited, native: true }));
      await chain.mine({ blocks: 2 });
      await scanChain(deps);
      return account;
    },
    /** Spendable at once. */
    async deposit(account: PrivateKeyAccount, amount: bigint): Promise<void> {
      await vault.send(account, depositCall(address, { amount, native: true }));
      await chain.mine({ blocks: 2 });
      await scanChain(deps);
    },
    async withdraw(account: PrivateKeyAccount, amount: bigint): Promise<void> {
      await vault.send(account, withdrawCall(address, { amount, to: account.address }));
    },
    signedOrder,
    /** The click, with a real signature unless a session key pays. */
    async rent(account: PrivateKeyAccount, click: Partial<OpenRental> = {}) {
      return openRental(db, clickOf(lower(account.address), SMALLEST, { ...(await signedOrder(account)), ...click }));
    },
    /** The click for a longer term, signed by the customer himself. */
    async extend(account: PrivateKeyAccount, rentalId: bigint, maxSeconds: number): Promise<void> {
      const deadline = unixSeconds(addSeconds(await readClock(db), PERIODS.orderDeadlineS));
      const extension = { rentalId, maxSeconds, deadline };
      const signature = await account.signTypedData(extensionTypedData(vault.domain, extension));
      await extendRental(db, { rentalId, customer: lower(account.address), extension, signature, sessionKey: null });
    },
    async close(): Promise<void> {
      await database.close();
      await fresh.drop();
      await vault.close();
    },
  };
}

export function lower(address: string): Hex {
  return `0x${address.slice(2).toLowerCase()}`;
}
