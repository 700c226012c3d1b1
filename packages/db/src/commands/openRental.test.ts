import { Refusal } from "@worldland/core/refusal";
import { and, eq, isNull } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { accountOf } from "../queries/account/accountOf.ts";
import { orderOf } from "../rows/quoteRow.ts";
import { allocations } from "../schema/allocations.ts";
import { quotes } from "../schema/quotes.ts";
import { rentals } from "../schema/rentals.ts";
import { reservations } from "../schema/reservations.ts";
import { clickOf, PROVIDER, RATE, SMALLEST, type TestMarket, testMarket, wallet } from "../testMarket.ts";
import { openRental } from "./openRental.ts";
import { quoteRental } from "./quoteRental.ts";
import { recordRentalEvent } from "./recordRentalEvent.ts";
import { setMaintenance } from "./setMaintenance.ts";
import { setPrice } from "./setPrice.ts";
import { stopRental } from "./stopRental.ts";

const HOLD = RATE * 3600n;
const RICH = wallet(0xc1);

let market: TestMarket;
beforeAll(async () => {
  market = await testMarket({ connections: 40 });
});
afterAll(() => market.close());

/** The codes of refusals; anything else that was thrown is a fault and fails the test. */
function refusalsOf(results: readonly PromiseSettledResult<unknown>[]): string[] {
  return results.flatMap((result) => {
    if (result.status === "fulfilled") return [];
    if (!(result.reason instanceof Refusal)) throw result.reason;
    return [result.reason.code];
  });
}

test("64 renters of the last 8 GPUs win exactly 8, and who loses holds nothing", async () => {
  const { offerId } = await market.addNode({ name: "last-gpus" });
  const customers = Array.from({ length: 64 }, (_, index) => wallet(0x1000 + index));
  for (const customer of customers) {
    await market.chain.mine([{ name: "Deposited", args: { account: customer, from: customer, amount: HOLD } }]);
  }
  await market.chain.mine([]);
  const clicks = await Promise.all(
    customers.map(async (customer) => {
      const { quote } = await quoteRental(market.db, { customer, request: { ...SMALLEST, offerId } });
      return clickOf(customer, SMALLEST, { order: orderOf(quote) });
    }),
  );
  const results = await Promise.allSettled(clicks.map((click) => openRental(market.db, click)));
  const won = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  expect(won).toHaveLength(8);
  expect(refusalsOf(results)).toEqual(Array.from({ length: 56 }, () => "no_capacity"));
  const open = await market.db
    .select({ gpuIndex: allocations.gpuIndex })
    .from(allocations)
    .where(and(eq(allocations.nodeName, "last-gpus"), isNull(allocations.releasedAt)));
  expect(open.map((row) => row.gpuIndex).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(await market.offer(offerId)).toMatchObject({ freeGpus: 0, allocatedGpus: 8, outOfServiceGpus: 0 });
  expect(new Set(won.map((rental) => rental.sshPort)).size).toBe(8);
  for (const customer of customers) {
    const isWinner = won.some((rental) => rental.customer === customer);
    const account = await accountOf(market.db, customer);
    expect(account.available).toBe(isWinner ? 0n : HOLD);
    expect(account.openReservations).toBe(isWinner ? HOLD : 0n);
  }
});

test("100 parallel spends of one balance hold no more than there is", async () => {
  await market.addNode({ name: "many-1", gpuModel: "H100" });
  const customer = wallet(0xc2);
  await market.deposit(customer, HOLD * 3n);
  const clicks = await Promise.all(
    Array.from({ length: 100 }, async () => {
      const { quote } = await quoteRental(market.db, { customer, request: { ...SMALLEST, gpuType: "h100" } });
      return clickOf(customer, SMALLEST, { order: orderOf(quote) });
    }),
  );
  const results = await Promise.allSettled(clicks.map((click) => openRental(market.db, click)));
  const codes = refusalsOf(results);
  expect(codes).toHaveLength(97);
  expect(new Set(codes)).toEqual(new Set(["insufficient_balance"]));
  const account = await accountOf(market.db, customer);
  expect(account).toMatchObject({ balance: HOLD * 3n, available: 0n, held: HOLD * 3n, pending: 0n });
});

test("one order opens one rental, however often it is presented at once", async () => {
  await market.addNode({ name: "once", gpuModel: "A100" });
  await market.deposit(RICH, HOLD * 100n);
  const { quote } = await quoteRental(market.db, { customer: RICH, request: { ...SMALLEST, gpuType: "a100" } });
  const click = clickOf(RICH, SMALLEST, { order: orderOf(quote) });
  const results = await Promise.allSettled(Array.from({ length: 10 }, () => openRental(market.db, click)));
  expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
  expect(new Set(refusalsOf(results))).toEqual(new Set(["order_used"]));
});

test("an order opens nothing when it does not fit its quote, the request, the price or the time", async () => {
  const { offerId, name } = await market.addNode({ name: "fits", gpuModel: "L40S" });
  const request = { ...SMALLEST, gpuType: "l40s" };
  const attempt = async (change: (click: ReturnType<typeof clickOf>) => ReturnType<typeof clickOf>) => {
    const { quote } = await quoteRental(market.db, { customer: RICH, request });
    return openRental(market.db, change(clickOf(RICH, SMALLEST, { order: orderOf(quote) })));
  };
  const refused = { code: "invalid_request" };
  await expect(attempt((c) => ({ ...c, order: { ...c.order, ratePerSecond: 1n } }))).rejects.toMatchObject(refused);
  await expect(attempt((c) => ({ ...c, order: { ...c.order, rentalId: 5n } }))).rejects.toMatchObject(refused);
  await expect(attempt((c) => ({ ...c, customer: wallet(0xc9) }))).rejects.toMatchObject(refused);
  await expect(attempt((c) => ({ ...c, memoryGb: 16 }))).rejects.toMatchObject(refused);
  await expect(attempt((c) => ({ ...c, durationHours: 2 }))).rejects.toMatchObject(refused);
  await expect(attempt((c) => ({ ...c, gpuCount: 9 }))).rejects.toMatchObject(refused);

  const { quote } = await quoteRental(market.db, { customer: RICH, request });
  const click = clickOf(RICH, SMALLEST, { order: orderOf(quote) });
  const free = { cpuRate: 0n, memoryRate: 0n, storageRate: 0n };
  await setPrice(market.db, { provider: PROVIDER, offerId, gpuRate: RATE + 1n, ...free });
  await expect(openRental(market.db, click)).rejects.toMatchObject({ code: "price_changed" });
  await setPrice(market.db, { provider: PROVIDER, offerId, gpuRate: RATE, ...free });
  await setMaintenance(market.db, { provider: PROVIDER, clusterId: "test", name, on: true });
  await expect(openRental(market.db, click)).rejects.toMatchObject({ code: "no_capacity" });
  await setMaintenance(market.db, { provider: PROVIDER, clusterId: "test", name, on: false });
  const [unused] = await market.db.select().from(quotes).where(eq(quotes.rentalId, quote.rentalId));
  expect(unused?.usedAt).toBeNull();
  await market.advance(481);
  await expect(openRental(market.db, click)).rejects.toMatchObject(refused);
});

test("capacity is told before balance, and a quote needs no balance at all", async () => {
  await market.addNode({ name: "single", gpuModel: "T4", gpuCount: 1 });
  const poor = wallet(0xc3);
  const { quote } = await quoteRental(market.db, { customer: poor, request: { ...SMALLEST, gpuType: "t4" } });
  const click = clickOf(poor, SMALLEST, { order: orderOf(quote) });
  await expect(openRental(market.db, click)).rejects.toMatchObject({ code: "insufficient_balance" });
  await market.rent(RICH, { gpuType: "t4" });
  await expect(openRental(market.db, click)).rejects.toMatchObject({ code: "no_capacity" });
  await expect(
    quoteRental(market.db, { customer: poor, request: { ...SMALLEST, gpuType: "t4" } }),
  ).rejects.toMatchObject({ code: "no_capacity" });
});

test("a rental stopped before anything was signed gives back money, GPU, port and secret at once", async () => {
  const { offerId } = await market.addNode({ name: "back", gpuModel: "V100" });
  const customer = wallet(0xc4);
  await market.deposit(customer, HOLD);
  const rental = await market.rent(customer, { gpuType: "v100" });
  expect((await market.offer(offerId)).freeGpus).toBe(7);
  await expect(
    stopRental(market.db, { rentalId: rental.id, by: "customer", wallet: wallet(0xc5) }),
  ).rejects.toMatchObject({ code: "not_found" });
  await stopRental(market.db, { rentalId: rental.id, by: "customer", wallet: customer });
  const again = await stopRental(market.db, { rentalId: rental.id, by: "customer", wallet: customer });
  expect(again.status).toBe("ignored");
  expect((await accountOf(market.db, customer)).available).toBe(HOLD);
  const [reservation] = await market.db.select().from(reservations).where(eq(reservations.rentalId, rental.id));
  expect(reservation?.outcome).toBe("cancelled");
  await recordRentalEvent(market.db, { rentalId: rental.id, who: "cluster", event: { type: "workload_gone" } });
  expect(await market.offer(offerId)).toMatchObject({ freeGpus: 8, allocatedGpus: 0, freeCpuCores: 256 });
  const [row] = await market.db.select().from(rentals).where(eq(rentals.id, rental.id));
  expect(row).toMatchObject({ status: "ended", endReason: "stopped_by_customer", attentionAt: null });
  expect(row?.settledAt).not.toBeNull();
});

test("who keeps opening and stopping for nothing has to wait", async () => {
  await market.addNode({ name: "abuse", gpuModel: "P40" });
  const customer = wallet(0xc6);
  await market.deposit(customer, HOLD * 10n);
  for (let round = 0; round < 3; round++) {
    const rental = await market.rent(customer, { gpuType: "p40" }, { freeEndsPerHour: 3 });
    await stopRental(market.db, { rentalId: rental.id, by: "customer", wallet: customer });
  }
  await expect(market.rent(customer, { gpuType: "p40" }, { freeEndsPerHour: 3 })).rejects.toMatchObject({
    code: "rate_limited",
  });
  await market.advance(3601);
  await market.rent(customer, { gpuType: "p40" }, { freeEndsPerHour: 3 });
});
