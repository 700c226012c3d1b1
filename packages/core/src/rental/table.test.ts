import { describe, expect, test } from "vitest";
import { decide } from "./decide.ts";
import { type Rental, statusOf } from "./rental.ts";
import { payerOf } from "./settlement.ts";
import { after } from "./testRental.ts";
import { EVENTS, type Happening, STATES, TABLE } from "./testTable.ts";

function shown(rental: Rental): string {
  const where = `${statusOf(rental)}/${rental.vault.state}`;
  return rental.endReason === null ? where : `${where} ${rental.endReason} ${payerOf(rental)}`;
}

const states = Object.entries(STATES);
const happenings: readonly [string, Happening][] = Object.entries(EVENTS);

describe("state × event → next, reason, payer", () => {
  for (const [name, { event, at, given }] of happenings) {
    const expected: Readonly<Record<string, string>> = Object.entries(TABLE).find(([key]) => key === name)?.[1] ?? {};
    test.each(states)(`${name} in %s`, (state, rental) => {
      const before = { ...rental, ...given };
      const decided = decide(before, event, after(at));
      expect(decided === "ignore" ? "ignore" : shown(decided.next)).toBe(expected[state]);
      if (decided === "ignore") return;
      // Whoever repeats an event changes nothing, and nothing that ended changes its reason.
      const again = decide(decided.next, event, after(at));
      const counts = event.type === "workload_failed" && decided.next.endedAt === null;
      if (again !== "ignore" && !counts) expect(again.next).toEqual(decided.next);
      if (before.endReason !== null) expect(decided.next.endReason).toBe(before.endReason);
    });
  }
});
