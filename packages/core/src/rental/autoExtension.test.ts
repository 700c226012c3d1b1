import fc from "fast-check";
import { expect, test } from "vitest";
import { TERM_SECONDS } from "../limits.ts";
import { addSeconds } from "../time.ts";
import { dueAutoExtension } from "./autoExtension.ts";
import { quoteExtension } from "./extension.ts";
import { after, sampleRental } from "./testRental.ts";

const HOUR = 3600;
const END = after(10 + HOUR);
const rental = sampleRental({ startedAt: after(10) });
const wanted = { hours: 2, leadS: 900, until: null };
const before = (seconds: number) => addSeconds(END, -seconds);

test("it is due from its minutes before the end until two minutes before, and not a second else", () => {
  expect(dueAutoExtension(rental, wanted, before(901))).toBeNull();
  expect(dueAutoExtension(rental, wanted, before(900))).toBe(3 * HOUR);
  expect(dueAutoExtension(rental, wanted, before(120))).toBe(3 * HOUR);
  expect(dueAutoExtension(rental, wanted, before(119))).toBeNull();
  expect(dueAutoExtension({ ...rental, startedAt: null }, wanted, before(900))).toBeNull();
  expect(dueAutoExtension({ ...rental, endedAt: after(20) }, wanted, before(900))).toBeNull();
});

test("it asks for whole hours and never beyond what was set, or what a rental may last", () => {
  const until = (seconds: number) =>
    dueAutoExtension(rental, { ...wanted, until: addSeconds(END, seconds) }, before(600));
  expect(until(2 * HOUR)).toBe(3 * HOUR);
  expect(until(2 * HOUR - 1)).toBe(2 * HOUR);
  expect(until(HOUR - 1)).toBe("until");
  expect(until(-HOUR)).toBe("until");
  const longest = { ...rental, durationS: TERM_SECONDS.max };
  const end = addSeconds(after(10), TERM_SECONDS.max);
  expect(dueAutoExtension(longest, wanted, addSeconds(end, -600))).toBe("longest");
  const nearly = { ...rental, durationS: TERM_SECONDS.max - HOUR };
  expect(dueAutoExtension(nearly, wanted, addSeconds(end, -HOUR - 600))).toBe(TERM_SECONDS.max);
});

test("whatever is asked for can be had: the vault's terms, the margin and the customer's limit all hold", () => {
  const cases = fc.record({
    hours: fc.integer({ min: 1, max: 720 }),
    minutes: fc.integer({ min: 10, max: 60 }),
    term: fc.integer({ min: 1, max: 720 }),
    left: fc.integer({ min: 0, max: 4000 }),
    until: fc.option(fc.integer({ min: -10, max: 720 * HOUR })),
  });
  let asked = 0;
  fc.assert(
    fc.property(cases, ({ hours, minutes, term, left, until }) => {
      const one = { ...rental, durationS: term * HOUR };
      const end = addSeconds(after(10), term * HOUR);
      const limit = until === null ? null : addSeconds(end, until);
      const now = addSeconds(end, -left);
      const next = dueAutoExtension(one, { hours, leadS: minutes * 60, until: limit }, now);
      if (typeof next !== "number") return;
      asked += 1;
      expect(quoteExtension(one, next, now)).toMatchObject({ extension: { maxSeconds: next } });
      expect(next - one.durationS).toBeLessThanOrEqual(hours * HOUR);
      if (limit !== null) expect(addSeconds(after(10), next).getTime()).toBeLessThanOrEqual(limit.getTime());
    }),
    { numRuns: 500 },
  );
  expect(asked).toBeGreaterThan(50);
});
