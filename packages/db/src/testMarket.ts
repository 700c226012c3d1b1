import type { Resources } from "@worldland/core/pricing";
import type { VaultEvent, VaultEventArgs } from "@worldland/core/vault/vaultEvent";
import type { NodeObservation } from "@worldland/core/workload";
import { testDatabase } from "@worldland/testing/testDatabase";
import { sql } from "drizzle-orm";
import type { SessionKeyState } from "./chain/writeGrants.ts";
import { readClock } from "./clock.ts";
import { adoptVault } from "./commands/adoptVault.ts";
import { approveNode } from "./commands/approveNode.ts";
import { mirrorBlock } from "./commands/mirrorBlock.ts";
import { observeNode } from "./commands/observeNode.ts";
import { type OpenRental, openRental } from "./commands/openRental.ts";
import { type QuoteRequest, quoteRental } from "./commands/quoteRental.ts";
import { recordRentalEvent } from "./commands/recordRentalEvent.ts";
import { registerCluster } from "./commands/registerCluster.ts";
import { registerProvider } from "./commands/registerProvider.ts";
import { setPrice } from "./commands/setPrice.ts";
import { type OpenDatabase, openDatabase } from "./database.ts";
import { migrate } from "./migrate.ts";
import { offersOfNode } from "./queries/worker/offersOfNode.ts";
import { orderOf } from "./rows/quoteRow.ts";
import type { RentalRow } from "./rows/rentalRow.ts";
import { offers } from "./schema/offers.ts";

export const PROVIDER = wallet(0xa1);
export const FEE_RECIPIENT = wallet(0xfe);
export const CLUSTER = "test";
export const RATE = 100_000n;

/** A lower-case address made of a small number. */
export function wallet(n: number): string {
  return `0x${n.toString(16).padStart(40, "0")}`;
}

/** The least anybody can ask for. */
export const SMALLEST: Resources & { durationHours: number } = {
  gpuCount: 1,
  cpuCores: 2,
  memoryGb: 8,
  storageGb: 20,
  durationHours: 1,
};

export type TestMarket = Awaited<ReturnType<typeof testMarket>>;

/**
 * A database with one cluster, one provider and a vault whose blocks the test makes: the ground that commands are
 * tested on. Fee 500 bps, depth 2, the local chain (so that the clock can be stepped).
 */
export async function testMarket(options: { connections?: number } = {}) {
  const fresh = await testDatabase({ migrate });
  const database: OpenDatabase = openDatabase(fresh.url, { max: options.connections ?? 10, name: "test" });
  const { db } = database;
  await adoptVault(db, { chainId: 31_337, vault: wallet(0xbb), token: wallet(0), confirmations: 2, startBlock: 1n });
  await registerCluster(db, {
    ...{ clusterId: CLUSTER, nodePortFrom: 30_000, nodePortTo: 30_999 },
    ...{ defaultGpuRate: RATE, isIsolated: true },
  });
  await registerProvider(db, { address: PROVIDER, name: "Provider", trusted: true });
  const chain = testChain(db);
  await chain.mine([
    { name: "FeeSet", args: { feeBps: 500 } },
    { name: "FeeRecipientSet", args: { account: FEE_RECIPIENT } },
  ]);
  return {
    db,
    url: fresh.url,
    chain,
    async close() {
      await database.close();
      await fresh.drop();
    },
    /** A ready node and the id of its offer, at `RATE` per GPU-second. */
    async addNode(seen: Partial<NodeObservation> = {}): Promise<{ offerId: string; name: string }> {
      const observation = nodeSeen(seen);
      const { name } = observation;
      await observeNode(db, observation);
      await approveNode(db, { clusterId: CLUSTER, name });
      const [offer] = await offersOfNode(db, { clusterId: CLUSTER, nodeName: name });
      if (offer === undefined) throw new Error(`node ${name} has no offer`);
      const free = { cpuRate: 0n, memoryRate: 0n, storageRate: 0n };
      await setPrice(db, { provider: observation.provider ?? PROVIDER, offerId: offer.id, gpuRate: RATE, ...free });
      return { offerId: offer.id, name };
    },
    /** A deposit that may be spent. */
    async deposit(account: string, amount: bigint): Promise<void> {
      await chain.mine([{ name: "Deposited", args: { account, from: account, amount } }]);
      await chain.mine([]);
    },
    async rent(
      customer: string,
      request: Partial<QuoteRequest> = {},
      click: Partial<OpenRental> = {},
    ): Promise<RentalRow> {
      const asked = { ...SMALLEST, ...request };
      const { quote } = await quoteRental(db, { customer, request: asked });
      return openRental(db, clickOf(customer, asked, { order: orderOf(quote), ...click }));
    },
    /** From the click to running, by the events that the worker would record. */
    async start(rentalId: bigint): Promise<void> {
      await recordRentalEvent(db, { rentalId, who: "platform", event: { type: "provisioned" } });
      const probe = { at: await readClock(db), good: true, podUid: "pod-1", restarts: 0 };
      await recordRentalEvent(db, { rentalId, who: "platform", event: { type: "probed", probe } });
    },
    /** Steps the application's clock, as the local network does. */
    async advance(seconds: number): Promise<void> {
      await db.execute(sql`select app.advance(${seconds})`);
    },
    async offer(offerId: string) {
      const [row] = await db.select().from(offers).where(sql`${offers.id} = ${offerId}`);
      if (row === undefined) throw new Error(`no offer ${offerId}`);
      return row;
    },
  };
}

/** A click for an order, with everything that does not matter here. */
export function clickOf(
  customer: string,
  asked: Resources & { durationHours: number },
  more: Partial<OpenRental> & Pick<OpenRental, "order">,
): OpenRental {
  const { gpuCount, cpuCores, memoryGb, storageGb, durationHours } = asked;
  return {
    ...{ customer, gpuCount, cpuCores, memoryGb, storageGb, durationHours },
    name: "test",
    image: "test:latest",
    imageDigest: `test@sha256:${"0".repeat(64)}`,
    signature: "0x01",
    sessionKey: null,
    sealed: "sealed",
    freeEndsPerHour: 1000,
    autoExtension: null,
    requestId: null,
    ...more,
  };
}

/** A healthy node with 8 GPUs, as a cluster shows it. */
export function nodeSeen(seen: Partial<NodeObservation> = {}): NodeObservation {
  return {
    clusterId: CLUSTER,
    name: "node-1",
    uid: "uid-1",
    provider: PROVIDER,
    ready: true,
    cordoned: false,
    publicAddress: "127.0.0.1",
    region: "Seoul",
    country: "KR",
    gpuModel: "RTX 4090",
    gpuCount: 8,
    vramMb: 24_564,
    cpuCores: 256,
    memoryGb: 1024,
    storageGb: 8000,
    driverVersion: "550.54",
    cudaVersion: "12.4",
    simulated: true,
    leaseRenewTime: "1",
    ...seen,
  };
}

/** A chain of blocks that a test makes up, mirrored as it grows. Block time follows the application's clock. */
function testChain(db: OpenDatabase["db"]) {
  let number = 0n;
  let fork = 0;
  const hashes = new Map<bigint, string>([[0n, "0xgenesis"]]);
  const hashAt = (height: bigint) => hashes.get(height) ?? "";
  return {
    get number() {
      return number;
    },
    /** One block with these events; a later `at` is a block whose clock runs ahead. */
    async mine(
      events: readonly (VaultEventArgs & { transactionHash?: string })[],
      more: { at?: Date; sessionKeys?: readonly SessionKeyState[] } = {},
    ): Promise<Date> {
      const parentHash = hashAt(number);
      number += 1n;
      const hash = `0x${fork}:${number}`;
      hashes.set(number, hash);
      const at = more.at ?? (await readClock(db));
      const block = { number, hash, parentHash, at };
      const logs = events.map(
        (event, logIndex): VaultEvent => ({
          ...event,
          logIndex,
          transactionHash:
            event.transactionHash ??
            `0x${[fork, number, logIndex]
              .map((part) => part.toString(16).padStart(8, "0"))
              .join("")
              .padStart(64, "0")}`,
        }),
      );
      await mirrorBlock(db, { block, events: logs, sessionKeys: more.sessionKeys ?? [] });
      return at;
    },
    /** From here on the test's chain continues at `height` on another branch. Undoing the mirror is the test's. */
    forkAt(height: bigint): void {
      number = height;
      fork += 1;
    },
  };
}

/** The opening that a rental's order leads to. */
export function opening(rental: RentalRow): VaultEventArgs {
  const { id: rentalId, customer, provider, ratePerSecond, durationS: maxSeconds } = rental;
  return {
    name: "RentalOpened",
    args: {
      rentalId,
      customer,
      provider,
      signer: rental.sessionKey ?? customer,
      ratePerSecond,
      maxSeconds,
      feeBps: 500,
    },
  };
}
