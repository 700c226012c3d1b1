import fc from "fast-check";
import { expect, test } from "vitest";
import {
  feeFloor,
  formatWl,
  highestRateShownAt,
  hourlyPriceNumber,
  hourlyPriceTyped,
  isVaultRate,
  larger,
  parseWl,
  ratePerSecondNearest,
  smaller,
  weiPerHour,
  wlNumberForReading,
} from "./money.ts";

const amount = fc.bigInt(0n, 2n ** 128n);

test("an amount written in WL reads back as itself", () => {
  fc.assert(
    fc.property(amount, (wei) => {
      expect(parseWl(formatWl(wei))).toBe(wei);
    }),
  );
  expect(formatWl(1_500_000_000_000_000_000n)).toBe("1.5");
  expect(formatWl(-1n)).toBe("-0.000000000000000001");
});

test("nothing but digits with at most 18 places is an amount", () => {
  for (const text of ["", "-1", "1.", ".5", "1e3", "0x1", "1,5", "1.0000000000000000001", "NaN", "1".repeat(61)]) {
    expect(parseWl(text)).toBeNull();
  }
});

test("an hourly price is stored as the nearest wei per second, at most half a second's wei away", () => {
  fc.assert(
    fc.property(amount, (wei) => {
      const off = weiPerHour(ratePerSecondNearest(wei)) - wei;
      expect(off >= -1800n && off <= 1800n).toBe(true);
    }),
  );
  expect(ratePerSecondNearest(1800n)).toBe(1n);
  expect(ratePerSecondNearest(1799n)).toBe(0n);
});

test("a fee is rounded down, never exceeds the amount, and what is left with it is the amount", () => {
  fc.assert(
    fc.property(amount, fc.integer({ min: 0, max: 10_000 }), (wei, bps) => {
      const fee = feeFloor(wei, bps);
      expect(fee >= 0n && fee <= wei).toBe(true);
      expect(fee * 10_000n <= wei * BigInt(bps)).toBe(true);
    }),
  );
});

test("a rate fits the vault from 1 to the largest uint64", () => {
  expect([0n, 1n, 2n ** 64n - 1n, 2n ** 64n].map(isVaultRate)).toEqual([false, true, true, false]);
});

test("smaller and larger are the two they were given", () => {
  fc.assert(
    fc.property(fc.bigInt(), fc.bigInt(), (a, b) => {
      expect(smaller(a, b) <= larger(a, b)).toBe(true);
      expect(smaller(a, b) + larger(a, b)).toBe(a + b);
    }),
  );
});

test("the highest rate shown at a price is shown at no more than it, and the next one is shown at more", () => {
  fc.assert(
    fc.property(fc.bigInt(1n, 2n ** 60n), (rate) => {
      const shown = hourlyPriceNumber(rate);
      const highest = highestRateShownAt(shown) ?? 0n;
      expect(highest >= rate).toBe(true);
      expect(hourlyPriceNumber(highest)).toBe(shown);
      expect(hourlyPriceNumber(highest + 1n)).toBeGreaterThan(shown);
    }),
  );
  expect(highestRateShownAt(0)).toBeNull();
  expect(highestRateShownAt(1e30)).toBe(2n ** 64n - 1n);
});

/** A price of up to `places` decimals, as people type one. */
const typed = (places: number) =>
  fc
    .tuple(fc.bigInt(1n, 10n ** 6n), fc.integer({ min: 0, max: places }))
    .map(([digits, shift]) => formatWl(digits * 10n ** BigInt(18 - shift)));

test("an hourly price is shown as it was typed, though it is kept per second", () => {
  fc.assert(
    fc.property(typed(11), (text) => {
      const rate = ratePerSecondNearest(parseWl(text) ?? -1n);
      expect(formatWl(hourlyPriceTyped(rate))).toBe(text);
      expect(hourlyPriceNumber(rate)).toBe(Number(text));
    }),
  );
  expect(hourlyPriceNumber(108_333_333_333_333n)).toBe(0.39);
  expect(hourlyPriceNumber(0n)).toBe(0);
});

test("a total of typed prices is shown as their sum, without what rounding left on it", () => {
  const asked = fc.tuple(...[8, 64, 256, 500].map((max) => fc.bigInt(1n, BigInt(max))));
  const prices = fc.tuple(typed(3), typed(4), typed(4), typed(4));
  fc.assert(
    fc.property(asked, prices, (counts, texts) => {
      const sum = (read: (price: bigint) => bigint) =>
        texts.reduce((total, text, index) => total + (counts[index] ?? 0n) * read(parseWl(text) ?? -1n), 0n);
      expect(hourlyPriceNumber(sum(ratePerSecondNearest))).toBe(wlNumberForReading(sum((price) => price)));
    }),
    {
      examples: [
        [
          [2n, 2n, 8n, 20n],
          ["0.39", "0.0001", "0.0001", "0.0001"],
        ],
      ],
    },
  );
});

test("a shown price is within a billionth or half a wei a second of the exact one, and never out of order", () => {
  fc.assert(
    fc.property(fc.bigInt(1n, 2n ** 64n - 1n), (rate) => {
      const off = hourlyPriceNumber(rate) / wlNumberForReading(weiPerHour(rate)) - 1;
      expect(Math.abs(off)).toBeLessThanOrEqual(Math.max(1.001e-9, 0.5001 / Number(rate)));
      expect(hourlyPriceNumber(rate + 1n)).toBeGreaterThanOrEqual(hourlyPriceNumber(rate));
      expect(ratePerSecondNearest(hourlyPriceTyped(rate))).toBe(rate);
    }),
  );
});
