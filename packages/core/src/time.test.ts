import fc from "fast-check";
import { expect, test } from "vitest";
import { addSeconds, earlier, floorToSecond, fromUnixSeconds, later, secondsBetween, unixSeconds } from "./time.ts";

const instant = fc.date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true });

test("seconds between instants add up, whatever lies between them", () => {
  fc.assert(
    fc.property(instant, instant, instant, (a, b, c) => {
      expect(secondsBetween(a, b) + secondsBetween(b, c)).toBe(secondsBetween(a, c));
    }),
  );
});

test("an instant cut to its second is the chain's second", () => {
  fc.assert(
    fc.property(instant, (at) => {
      expect(fromUnixSeconds(unixSeconds(at))).toEqual(floorToSecond(at));
      expect(secondsBetween(at, addSeconds(at, 90))).toBe(90);
    }),
  );
});

test("of two instants one is the earlier and the other the later", () => {
  fc.assert(
    fc.property(instant, instant, (a, b) => {
      expect(earlier(a, b) <= later(a, b)).toBe(true);
      expect([earlier(a, b), later(a, b)].map(Number).sort()).toEqual([a, b].map(Number).sort());
    }),
  );
});
