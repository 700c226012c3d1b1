import fc from "fast-check";
import { expect, test } from "vitest";
import { holdFor, type OfferPrices, type Resources, rentalRate } from "./pricing.ts";

const wei = fc.bigInt(0n, 2n ** 40n);
const prices: fc.Arbitrary<OfferPrices> = fc.record({ gpuRate: wei, cpuRate: wei, memoryRate: wei, storageRate: wei });
const asked: fc.Arbitrary<Resources> = fc.record({
  gpuCount: fc.integer({ min: 1, max: 8 }),
  cpuCores: fc.integer({ min: 2, max: 64 }),
  memoryGb: fc.integer({ min: 8, max: 256 }),
  storageGb: fc.integer({ min: 20, max: 500 }),
});

test("a rate is the sum of what was asked, so two GPUs more cost exactly two GPUs more", () => {
  fc.assert(
    fc.property(prices, asked, (offer, resources) => {
      const more = { ...resources, gpuCount: resources.gpuCount + 2 };
      expect(rentalRate(offer, more) - rentalRate(offer, resources)).toBe(offer.gpuRate * 2n);
    }),
  );
});

test("the holds of a term and of its extension are the hold of the whole", () => {
  fc.assert(
    fc.property(wei, fc.nat(2_592_000), fc.nat(2_592_000), (rate, term, more) => {
      expect(holdFor(rate, term) + holdFor(rate, more)).toBe(holdFor(rate, term + more));
    }),
  );
});
