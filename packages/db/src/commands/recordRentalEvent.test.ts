import { Refusal } from "@worldland/core/refusal";
import type { RentalEvent } from "@worldland/core/rental/event";
import { statusOf } from "@worldland/core/rental/rental";
import { anyEventAt } from "@worldland/core/rental/testEvents";
import { CLICK } from "@worldland/core/rental/testRental";
import { rounds } from "@worldland/testing/rounds";
import { and, eq, isNull, sql } from "drizzle-orm";
import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readClock } from "../clock.ts";
import { LIVE_CHANNEL } from "../live.ts";
import { dueRentals } from "../queries/worker/dueRentals.ts";
import { liveRentals } from "../queries/worker/liveRentals.ts";
import { rentalToReconcile } from "../queries/worker/rentalToReconcile.ts";
import { rentalOf } from "../rows/rentalRow.ts";
import { allocations } from "../schema/allocations.ts";
import { nodes } from "../schema/nodes.ts";
import { rentalEvents } from "../schema/rentalEvents.ts";
import { rentalPauses } from "../schema/rentalPauses.ts";
import { rentalSecrets } from "../schema/rentalSecrets.ts";
import { rentals } from "../schema/rentals.ts";
import { CLUSTER, nodeSeen, opening, RATE, type TestMarket, testMarket, wallet } from "../testMarket.ts";
import { liftFences } from "./liftFences.ts";
import { markRelayed } from "./markRelayed.ts";
import { observeNode } from "./observeNode.ts";
import { recordRentalEvent } from "./recordRentalEvent.ts";
import { setNodeBack } from "./setNodeBack.ts";
import { setNodeLost } from "./setNodeLost.ts";
import { stopRental } from "./stopRental.ts";
import { takeOutbox } from "./takeOutbox.ts";

const HOLD = RATE * 3600n;
const CUSTOMER = wallet(0xc1);

let market: TestMarket;
beforeAll(async () => {
  market = await testMarket({ connections: 20 });
  await market.addNode({ name: "node-1" });
  await market.deposit(CUSTOMER, HOLD * 1000n);
});
afterAll(() => market.close());

const rowOf = async (id: bigint) => {
  const [row] = await market.db.select().from(rentals).where(eq(rentals.id, id));
  if (row === undefined) throw new Error("no such rental");
  return row;
};

test("of slow work on an old version nothing is written", async () => {
  const rental = await market.rent(CUSTOMER);
  await market.start(rental.id);
  const failed = { type: "workload_failed", reason: "image_pull" } as const;
  const late = await recordRentalEvent(market.db, {
    ...{ rentalId: rental.id, who: "cluster", event: failed },
    expectedVersion: rental.version,
  });
  expect(late.status).toBe("stale");
  expect((await rowOf(rental.id)).status).toBe("running");
  const unknown = await recordRentalEvent(market.db, { rentalId: 5n, who: "cluster", event: { type: "clock" } });
  expect(unknown).toMatchObject({ status: "absent", rental: null });
});

test("of twenty who record the same end at once, one writes it", async () => {
  const rental = await market.rent(CUSTOMER);
  await market.start(rental.id);
  const stop = { rentalId: rental.id, by: "customer" as const, wallet: CUSTOMER };
  const all = await Promise.all(Array.from({ length: 20 }, () => stopRental(market.db, stop)));
  expect(all.filter(({ status }) => status === "recorded")).toHaveLength(1);
  const lines = await market.db
    .select({ kind: rentalEvents.kind })
    .from(rentalEvents)
    .where(eq(rentalEvents.rentalId, rental.id))
    .orderBy(rentalEvents.id);
  expect(lines.map(({ kind }) => kind)).toEqual(["requested", "provisioning", "running", "ended"]);
});

test("an end deletes the secrets and nudges the worker; watchers of both wallets are told", async () => {
  const listener = new pg.Client(market.url);
  await listener.connect();
  const heard: string[] = [];
  listener.on("notification", ({ payload }) => heard.push(payload ?? ""));
  await listener.query(`listen ${LIVE_CHANNEL}`);
  const rental = await market.rent(CUSTOMER);
  const pending = await takeOutbox(market.db, 1000);
  await markRelayed(
    market.db,
    pending.map(({ id }) => id),
  );
  expect(await takeOutbox(market.db, 1000)).toEqual([]);
  await stopRental(market.db, { rentalId: rental.id, by: "provider", wallet: rental.provider });
  const rentalId = rental.id.toString();
  expect((await takeOutbox(market.db, 1000)).map(({ nudge }) => nudge)).toEqual([
    { name: "rental.reconcile", payload: { rentalId } },
    { name: "vault.advance", payload: {} },
  ]);
  expect(await market.db.select().from(rentalSecrets).where(eq(rentalSecrets.rentalId, rental.id))).toEqual([]);
  await listener.query("select 1");
  await listener.end();
  for (const who of [rental.customer, rental.provider]) {
    expect(heard).toContain(JSON.stringify({ wallet: who, kind: "rental", id: rentalId }));
  }
});

test("pauses are rows, and metered + pauses = end − start also in the database", async () => {
  const rental = await market.rent(CUSTOMER);
  await market.start(rental.id);
  await market.chain.mine([opening(rental)]);
  const probe = async (good: boolean) => {
    const at = await readClock(market.db);
    const event = { type: "probed", probe: { at, good, podUid: "pod-1", restarts: 0 } } as const;
    await recordRentalEvent(market.db, { rentalId: rental.id, who: "platform", event });
  };
  await market.advance(20);
  await probe(true);
  for (let failed = 0; failed < 6; failed++) {
    await market.advance(10);
    await probe(false);
  }
  await market.advance(10);
  await probe(true);
  await market.advance(5);
  await stopRental(market.db, { rentalId: rental.id, by: "customer", wallet: CUSTOMER });
  const { startedAt, endedAt, meter } = await rowOf(rental.id);
  const pauses = await market.db.select().from(rentalPauses).where(eq(rentalPauses.rentalId, rental.id));
  expect(pauses).toHaveLength(1);
  const paused = pauses.reduce((sum, { from, to }) => sum + (to.getTime() - from.getTime()) / 1000, 0);
  const lived = ((endedAt?.getTime() ?? 0) - (startedAt?.getTime() ?? 0)) / 1000;
  expect((meter?.provenS ?? 0) + paused).toBe(lived);
});

test("a row is due at its next deadline, and a look that changes nothing moves it on", async () => {
  const rental = await market.rent(CUSTOMER);
  const isDue = async () => (await dueRentals(market.db, 1000)).includes(rental.id);
  expect(await isDue()).toBe(false);
  await market.advance(16);
  expect(await isDue()).toBe(true);
  await recordRentalEvent(market.db, { rentalId: rental.id, who: "platform", event: { type: "clock" } });
  expect(await isDue()).toBe(false);
  await market.start(rental.id);
  await market.advance(400);
  expect(await isDue()).toBe(false);
  await market.advance(300);
  expect(await isDue()).toBe(true);
  await recordRentalEvent(market.db, { rentalId: rental.id, who: "platform", event: { type: "clock" } });
  expect(await rowOf(rental.id)).toMatchObject({ endReason: "vault_unavailable", status: "stopping" });
  await recordRentalEvent(market.db, { rentalId: rental.id, who: "cluster", event: { type: "workload_gone" } });
  expect((await rowOf(rental.id)).attentionAt).toBeNull();
  expect(await liveRentals(market.db)).not.toContain(rental.id);
});

test("a lost node's offer vanishes at once; its rentals wait two minutes, and pay to the last proven second", async () => {
  const { offerId, name } = await market.addNode({ name: "fragile", gpuModel: "FragileGPU" });
  const waiting = await market.rent(CUSTOMER, { gpuType: "fragile" });
  await market.start(waiting.id);
  await market.chain.mine([opening(waiting)]);
  const key = { clusterId: CLUSTER, name };
  await setNodeLost(market.db, key);
  expect((await market.offer(offerId)).rentable).toBe(false);
  await expect(market.rent(CUSTOMER, { gpuType: "fragile" })).rejects.toMatchObject({ code: "no_capacity" });
  await setNodeBack(market.db, key);
  expect((await market.offer(offerId)).rentable).toBe(true);
  expect((await rowOf(waiting.id)).nodeLostAt).toBeNull();

  const over = await market.rent(CUSTOMER, { gpuType: "fragile" });
  await stopRental(market.db, { rentalId: over.id, by: "customer", wallet: CUSTOMER });
  const isForced = async () => (await rentalToReconcile(market.db, over.id))?.isNodeLost;
  expect(await isForced()).toBe(false);

  await setNodeLost(market.db, key);
  await setNodeLost(market.db, key);
  // Nobody on the node ends what had yet to go, and its GPUs must not stay taken.
  expect(await isForced()).toBe(true);
  await recordRentalEvent(market.db, { rentalId: over.id, who: "platform", event: { type: "workload_gone" } });
  await market.advance(119);
  const look = () => recordRentalEvent(market.db, { rentalId: waiting.id, who: "platform", event: { type: "clock" } });
  expect((await look()).status).toBe("ignored");
  await market.advance(2);
  await look();
  const row = await rowOf(waiting.id);
  expect(row).toMatchObject({ endReason: "node_lost", status: "stopping" });
  expect(row.meter?.provenS).toBe(0);
  await recordRentalEvent(market.db, { rentalId: waiting.id, who: "platform", event: { type: "workload_gone" } });
  expect(await market.offer(offerId)).toMatchObject({ rentable: false, freeGpus: 8, allocatedGpus: 0 });

  // Its kubelet, back, has yet to end what nobody could end while it was away.
  await setNodeBack(market.db, key);
  // It can end its containers itself again, and is given the time.
  expect(await isForced()).toBe(false);
  expect((await market.offer(offerId)).rentable).toBe(false);
  expect(await liftFences(market.db, CLUSTER)).toEqual([]);
  await setNodeLost(market.db, key);
  await market.advance(40);
  expect(await liftFences(market.db, CLUSTER)).toEqual([]);
  await setNodeBack(market.db, key);
  await market.advance(29);
  expect(await liftFences(market.db, CLUSTER)).toEqual([]);
  await market.advance(2);
  expect(await liftFences(market.db, CLUSTER)).toEqual([name]);
  expect((await market.offer(offerId)).rentable).toBe(true);
});

test("inventory always adds up: GPUs that are gone are out of service, allocated ones stay so, back they are free", async () => {
  const { offerId, name } = await market.addNode({ name: "shrinking", gpuModel: "Shrinker", gpuCount: 4 });
  const first = await market.rent(CUSTOMER, { gpuType: "shrinker", gpuCount: 3 });
  const observe = (gpuCount: number, more: object = {}) =>
    observeNode(market.db, nodeSeen({ name, gpuModel: "Shrinker", gpuCount, ...more }));
  await observe(2);
  expect(await market.offer(offerId)).toMatchObject({
    totalGpus: 4,
    freeGpus: 0,
    allocatedGpus: 3,
    outOfServiceGpus: 1,
  });
  await observe(0, { ready: false, gpuModel: null });
  expect(await market.offer(offerId)).toMatchObject({ freeGpus: 0, outOfServiceGpus: 1, rentable: false });
  await observe(4);
  expect(await market.offer(offerId)).toMatchObject({
    freeGpus: 1,
    allocatedGpus: 3,
    outOfServiceGpus: 0,
    rentable: true,
  });
  await stopRental(market.db, { rentalId: first.id, by: "customer", wallet: CUSTOMER });
  await recordRentalEvent(market.db, { rentalId: first.id, who: "cluster", event: { type: "workload_gone" } });
  expect(await market.offer(offerId)).toMatchObject({ freeGpus: 4, allocatedGpus: 0, freeCpuCores: 256 });
  await observe(4, { cordoned: true });
  expect((await market.offer(offerId)).rentable).toBe(false);
  await observe(2, { uid: "another-machine" });
  expect(await market.offer(offerId)).toMatchObject({ totalGpus: 2, freeGpus: 2, rentable: true });
});

test("clicks, stops, removals, looks at the node and blocks at the same time end without a deadlock and add up", async () => {
  const { offerId, name } = await market.addNode({ name: "busy", gpuModel: "Busy", gpuCount: 8 });
  const key = { clusterId: CLUSTER, name };
  const customers = Array.from({ length: 6 }, (_, index) => wallet(0x2000 + index));
  for (const customer of customers) {
    await market.chain.mine([{ name: "Deposited", args: { account: customer, from: customer, amount: HOLD * 100n } }]);
  }
  await market.chain.mine([]);
  const opened: Awaited<ReturnType<typeof market.rent>>[] = [];
  // A click while the node is lost for a moment is refused: that renter clicks again.
  const rentAtLast = async (customer: string): ReturnType<typeof market.rent> => {
    for (;;) {
      try {
        return await market.rent(customer, { gpuType: "busy" });
      } catch (cause) {
        if (!(cause instanceof Refusal && cause.code === "no_capacity")) throw cause;
      }
    }
  };
  const life = async (customer: string) => {
    for (let round = 0; round < 5; round++) {
      const rental = await rentAtLast(customer);
      opened.push(rental);
      await market.start(rental.id);
      await Promise.all([
        stopRental(market.db, { rentalId: rental.id, by: "customer", wallet: customer }),
        stopRental(market.db, { rentalId: rental.id, by: "provider", wallet: rental.provider }),
      ]);
      await recordRentalEvent(market.db, { rentalId: rental.id, who: "cluster", event: { type: "workload_gone" } });
    }
  };
  let isOver = false;
  const blocks = async () => {
    const mirrored = new Set<bigint>();
    while (!isOver) {
      const fresh = opened.filter(({ id }) => !mirrored.has(id));
      for (const { id } of fresh) mirrored.add(id);
      await market.chain.mine(fresh.map(opening));
    }
  };
  const looks = async () => {
    while (!isOver) {
      await observeNode(market.db, nodeSeen({ name, gpuModel: "Busy", region: `Seoul ${Math.random()}` }));
      await setNodeLost(market.db, key);
      await setNodeBack(market.db, key);
      // Its fence would last for longer than all of this takes.
      await market.db.update(nodes).set({ fencedSince: null }).where(eq(nodes.name, name));
    }
  };
  const beside = Promise.all([blocks(), looks()]);
  await Promise.all(customers.map(life)).finally(() => {
    isOver = true;
  });
  await beside;
  const left = await market.db.$count(allocations, and(eq(allocations.nodeName, name), isNull(allocations.releasedAt)));
  expect(left).toBe(0);
  expect(await market.offer(offerId)).toMatchObject({ freeGpus: 8, allocatedGpus: 0, freeMemoryGb: 1024 });
  const { rows } = await market.db.execute<{ sum: string }>(sql`select sum(balance)::text as sum from ledger_accounts`);
  expect(rows[0]?.sum).toBe("0");
});

test("whatever is recorded in whatever order, the row says what was decided, and status is derived the same", async () => {
  const events = fc.array(fc.nat(500).chain(anyEventAt), { minLength: 5, maxLength: 15 });
  const play = async (played: readonly RentalEvent[]) => {
    const rental = await market.rent(CUSTOMER, { gpuType: "rtx4090" });
    const shift = rental.requestedAt.getTime() - CLICK.getTime();
    for (const event of [{ type: "provisioned" } as const, ...played]) {
      const recorded = await recordRentalEvent(market.db, {
        ...{ rentalId: rental.id, who: "platform" },
        event:
          event.type === "probed" ? { ...event, probe: { ...event.probe, at: moved(event.probe.at, shift) } } : event,
      });
      const row = await rowOf(rental.id);
      const pauses = await market.db
        .select()
        .from(rentalPauses)
        .where(eq(rentalPauses.rentalId, rental.id))
        .orderBy(rentalPauses.from);
      expect(rentalOf(row, pauses)).toEqual(recorded.rental);
      expect(row.status).toBe(statusOf(rentalOf(row, pauses)));
      expect(row.goneAt === null || row.attentionAt === null).toBe(true);
    }
    await stopRental(market.db, { rentalId: rental.id, by: "customer", wallet: CUSTOMER });
    await recordRentalEvent(market.db, { rentalId: rental.id, who: "cluster", event: { type: "workload_gone" } });
  };
  await fc.assert(fc.asyncProperty(events, play), { numRuns: rounds(25, 500), endOnFailure: true });
});

function moved(at: Date, ms: number): Date {
  return new Date(at.getTime() + ms);
}
