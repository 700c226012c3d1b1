import { rentalRate } from "@worldland/core/pricing";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { orderOf } from "../rows/quoteRow.ts";
import { CLUSTER, PROVIDER, RATE, SMALLEST, type TestMarket, testMarket, wallet } from "../testMarket.ts";
import { quoteRental } from "./quoteRental.ts";
import { recordRentalEvent } from "./recordRentalEvent.ts";
import { registerCluster } from "./registerCluster.ts";
import { registerProvider } from "./registerProvider.ts";
import { setPrice } from "./setPrice.ts";
import { stopRental } from "./stopRental.ts";

const CUSTOMER = wallet(0xc1);
const STEADY = wallet(0xa2);

let market: TestMarket;
beforeAll(async () => {
  market = await testMarket();
  await registerProvider(market.db, { address: STEADY, name: "Steady", trusted: true });
  await market.deposit(CUSTOMER, RATE * 10_000_000n);
});
afterAll(() => market.close());

const quote = (request: object = {}) =>
  quoteRental(market.db, { customer: CUSTOMER, request: { ...SMALLEST, ...request } });
const price = (offerId: string, gpuRate: bigint, provider = PROVIDER, more: object = {}) =>
  setPrice(market.db, { provider, offerId, gpuRate, cpuRate: 0n, memoryRate: 0n, storageRate: 0n, ...more });

test("the cheapest offer that fits is quoted, for everything asked and not for the GPU alone", async () => {
  const cheapGpu = await market.addNode({ name: "cheap-gpu", gpuModel: "RTX 3090" });
  const cheapAll = await market.addNode({ name: "cheap-all", gpuModel: "RTX 3090", memoryGb: 16 });
  await price(cheapGpu.offerId, 100n, PROVIDER, { memoryRate: 10n });
  await price(cheapAll.offerId, 150n);
  const small = await quote({ gpuType: "rtx 3090" });
  expect(small.offer.id).toBe(cheapAll.offerId);
  expect(small.quote).toMatchObject({ ratePerSecond: 150n, maxSeconds: 3600, usedAt: null });
  expect(orderOf(small.quote)).toMatchObject({ customer: CUSTOMER, provider: PROVIDER, ratePerSecond: 150n });
  const large = await quote({ gpuType: "RTX3090", memoryGb: 17 });
  expect(large.offer.id).toBe(cheapGpu.offerId);
  expect(large.quote.ratePerSecond).toBe(270n);
  expect(large.quote.rentalId).not.toBe(small.quote.rentalId);
});

test("whatever offers charge for, no offer that fits is cheaper than the one quoted", async () => {
  const rate = fc.bigInt(0n, 9n);
  const prices = fc.record({ gpuRate: fc.bigInt(1n, 40n), cpuRate: rate, memoryRate: rate, storageRate: rate });
  const made = fc.sample(prices, { numRuns: 10, seed: 7 });
  for (const [index, { gpuRate, ...more }] of made.entries()) {
    const { offerId } = await market.addNode({ name: `mixed-${index}`, gpuModel: "Mixed", gpuCount: 1 + (index % 4) });
    await price(offerId, gpuRate, PROVIDER, more);
  }
  const asked = fc.record({
    gpuCount: fc.integer({ min: 1, max: 5 }),
    cpuCores: fc.integer({ min: 2, max: 64 }),
    memoryGb: fc.integer({ min: 8, max: 256 }),
    storageGb: fc.integer({ min: 20, max: 500 }),
  });
  for (const resources of fc.sample(asked, { numRuns: 30, seed: 8 })) {
    const fitting = made.filter((_, index) => 1 + (index % 4) >= resources.gpuCount);
    const rates = fitting.map((offer) => rentalRate(offer, resources)).toSorted((a, b) => (a < b ? -1 : 1));
    const answer = quote({ gpuType: "mixed", ...resources });
    if (rates[0] === undefined) await expect(answer).rejects.toMatchObject({ code: "no_capacity" });
    else expect((await answer).quote.ratePerSecond).toBe(rates[0]);
  }
});

test("among equal prices the provider whose rentals end well is quoted", async () => {
  const shaky = await market.addNode({ name: "shaky", gpuModel: "A10" });
  const first = await market.rent(CUSTOMER, { gpuType: "a10" });
  await stopRental(market.db, { rentalId: first.id, by: "provider", wallet: PROVIDER });
  await recordRentalEvent(market.db, { rentalId: first.id, who: "cluster", event: { type: "workload_gone" } });
  const steady = await market.addNode({ name: "steady", gpuModel: "A10", provider: STEADY });
  const second = await market.rent(CUSTOMER, { gpuType: "a10", provider: STEADY });
  await stopRental(market.db, { rentalId: second.id, by: "customer", wallet: CUSTOMER });
  await recordRentalEvent(market.db, { rentalId: second.id, who: "cluster", event: { type: "workload_gone" } });
  expect((await quote({ gpuType: "a10" })).offer.id).toBe(steady.offerId);
  await price(shaky.offerId, RATE - 1n);
  expect((await quote({ gpuType: "a10" })).offer.id).toBe(shaky.offerId);
});

test("nothing that fits, or nothing that cheap, is no_capacity; what does not exist is not_found", async () => {
  await market.addNode({ name: "only", gpuModel: "L4", gpuCount: 2 });
  const none = { code: "no_capacity" };
  await expect(quote({ gpuType: "l4", gpuCount: 3 })).rejects.toMatchObject(none);
  await expect(quote({ gpuType: "l4", cpuCores: 1000 })).rejects.toMatchObject(none);
  await expect(quote({ gpuType: "l4 %" })).rejects.toMatchObject(none);
  await expect(quote({ gpuType: "l%4" })).rejects.toMatchObject(none);
  const perHour = RATE * 3600n;
  await expect(quote({ gpuType: "l4", maxPricePerHour: perHour - 1n })).rejects.toMatchObject(none);
  expect((await quote({ gpuType: "l4", maxPricePerHour: perHour })).quote.ratePerSecond).toBe(RATE);
  await expect(quote({ offerId: "off_none" })).rejects.toMatchObject({ code: "not_found" });
  await expect(quote({ provider: wallet(0xee) })).rejects.toMatchObject({ code: "not_found" });
});

test("a price is its provider's alone, above zero, and small enough for the vault", async () => {
  const { offerId } = await market.addNode({ name: "priced", gpuModel: "V100" });
  await expect(price(offerId, 5n, STEADY)).rejects.toMatchObject({ code: "not_found" });
  const invalid = { code: "invalid_request" };
  await expect(price(offerId, 0n)).rejects.toMatchObject(invalid);
  await expect(price(offerId, 5n, PROVIDER, { cpuRate: -1n })).rejects.toMatchObject(invalid);
  await expect(price(offerId, 2n ** 63n)).rejects.toMatchObject(invalid);
});

test("in a cluster that is not proven to be isolated nothing is rented out", async () => {
  const cluster = { clusterId: CLUSTER, nodePortFrom: 30_000, nodePortTo: 30_999, defaultGpuRate: RATE };
  await registerCluster(market.db, { ...cluster, isIsolated: false });
  const { offerId } = await market.addNode({ name: "unproven", gpuModel: "H200" });
  await expect(quote({ offerId })).rejects.toMatchObject({ code: "no_capacity" });
  await registerCluster(market.db, { ...cluster, isIsolated: true });
  expect((await quote({ offerId })).offer.id).toBe(offerId);
});
