import { parseWl, ratePerSecondNearest } from "@worldland/core/money";
import fc from "fast-check";
import { expect, it } from "vitest";
import { hourlyInput } from "./hourlyInput.ts";

const rateOf = (typed: string) => ratePerSecondNearest(parseWl(typed) ?? -1n);

it("shows an hourly price as it was typed", () => {
  for (const typed of ["0.42", "1.85", "0", "12", "0.000001"]) expect(hourlyInput(rateOf(typed))).toBe(typed);
});

it("saving a price unchanged changes nothing", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (rate) => {
      expect(rateOf(hourlyInput(rate))).toBe(rate);
    }),
  );
});
