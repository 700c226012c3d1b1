import fc from "fast-check";
import { expect, test } from "vitest";
import { addSeconds, secondsBetween } from "../time.ts";
import { decide } from "./decide.ts";
import type { RentalEvent } from "./event.ts";
import { figuresOf, uncountedOf, unsettledOf } from "./figures.ts";
import type { Rental } from "./rental.ts";
import { usedSecondsToReport } from "./settlement.ts";
import { anyEventAt } from "./testEvents.ts";
import { after, sampleRental } from "./testRental.ts";

type Step = { readonly event: RentalEvent; readonly at: number };

const steps: fc.Arbitrary<Step[]> = fc
  .array(fc.nat(300), { minLength: 1, maxLength: 30 })
  .map((gaps) => gaps.map((_, index) => gaps.slice(0, index + 1).reduce((sum, gap) => sum + gap, 0)))
  .chain((times) => fc.tuple(...times.map((at) => anyEventAt(at).map((event) => ({ event, at })))));

function happen(rental: Rental, event: RentalEvent, at: number): Rental {
  const decided = decide(rental, event, after(at));
  return decided === "ignore" ? rental : decided.next;
}

/** Events of the probes, ten seconds apart, from `from` to `to`. */
function reachable(rental: Rental, from: number, to: number): Rental {
  let next = rental;
  for (let at = from; at <= to; at += 10) {
    next = happen(next, { type: "probed", probe: { at: after(at), good: true, podUid: "pod-1", restarts: 0 } }, at);
  }
  return next;
}

const RUNNING = reachable(sampleRental({ provisionedAt: after(1) }), 10, 100);

function gifts(...args: Parameters<typeof uncountedOf>) {
  const all = uncountedOf(...args).pauses.filter(({ reason }) => reason === "gift");
  return all.map(({ ongoing: _, ...gift }) => gift);
}

test("whatever happens, metered seconds, gifts and pauses of a rental fill its time to the second, also while it runs", () => {
  fc.assert(
    fc.property(steps, (played) => {
      let rental = sampleRental({ provisionedAt: after(1) });
      for (const { event, at } of played) {
        // A vault that settles seconds nobody proved is another test's: the worker never reports them.
        if (event.type === "settled") continue;
        rental = happen(rental, event, at);
        const { meteredS, charge, hold, refund } = figuresOf(rental, false, after(at));
        expect(charge).toBe(rental.ratePerSecond * BigInt(meteredS));
        expect(refund).toBe(hold > charge ? hold - charge : 0n);
        if (rental.vault.openedAt !== null) expect(charge <= hold).toBe(true);
        const { until, pauses } = uncountedOf(rental, meteredS, after(at));
        expect(until === null).toBe(rental.startedAt === null);
        if (rental.startedAt === null || until === null) continue;
        if (rental.endedAt !== null) expect(until).toEqual(rental.endedAt);
        const paused = pauses.reduce((sum, { from, to }) => sum + secondsBetween(from, to), 0);
        expect(meteredS + paused).toBe(secondsBetween(rental.startedAt, until));
        for (const [index, pause] of pauses.entries()) {
          const next = pauses[index + 1];
          if (next !== undefined) expect(pause.to.getTime()).toBeLessThanOrEqual(next.from.getTime());
          if (pause.ongoing) expect([rental.endedAt, pause.to <= until]).toEqual([null, true]);
        }
      }
    }),
    { numRuns: 300 },
  );
});

test("what an ended rental is said to cost is what the vault is told, before and after it closes", () => {
  const opened = happen(RUNNING, { type: "opened", openedAt: after(25), durationS: 3600 }, 101);
  const stopped = happen(opened, { type: "stop_requested", by: "customer" }, 105);
  const before = figuresOf(stopped, false, after(110));
  expect(before.meteredS).toBe(usedSecondsToReport(stopped, after(110)));
  expect(before.meteredS).toBe(80);
  expect(gifts(stopped, 80, after(110))).toEqual([{ from: after(10), to: after(25), reason: "gift" }]);
  const settled = happen(stopped, { type: "settled", usedS: 80 }, 120);
  const closed = happen(settled, { type: "closed" }, 120);
  expect(figuresOf(closed, false, after(9000))).toEqual(before);
  expect(before).toMatchObject({ charge: 80_000n, hold: 3_600_000n, refund: 3_520_000n });
});

test("the cost of a running rental ticks with the clock, counts from its opening, and stands still beyond the tail", () => {
  expect(figuresOf(RUNNING, true, after(107))).toMatchObject({ meteredS: 97, hold: 3_600_000n });
  const opened = happen(RUNNING, { type: "opened", openedAt: after(15), durationS: 3600 }, 101);
  expect(figuresOf(opened, false, after(107)).meteredS).toBe(92);
  expect(figuresOf(opened, false, after(108)).meteredS).toBe(93);
  expect(figuresOf(opened, false, after(131)).meteredS).toBe(90);
});

test("a rental that was never opened costs nothing, holds nothing, and its seconds were a gift", () => {
  const refused = happen(RUNNING, { type: "order_refused" }, 103);
  expect(figuresOf(refused, false, after(200))).toEqual({ meteredS: 0, charge: 0n, hold: 0n, refund: 0n });
  expect(gifts(refused, 0, after(200))).toEqual([{ from: after(10), to: after(103), reason: "gift" }]);
  const waiting = happen(RUNNING, { type: "stop_requested", by: "customer" }, 103);
  expect(figuresOf(waiting, true, after(200))).toMatchObject({ charge: 0n, hold: 3_600_000n, refund: 3_600_000n });
});

test("gifts step over pauses", () => {
  const pauses = [{ from: after(12), to: after(40), reason: "unreachable" as const }];
  const rental = { ...sampleRental(), startedAt: after(10), endedAt: after(60), pauses };
  const meter = { provenS: 22, lastGoodAt: after(60), badSince: null, badUntil: null, podUid: "p", restarts: 0 };
  expect(gifts({ ...rental, meter }, 17, addSeconds(after(60), 9))).toEqual([
    { from: after(10), to: after(12), reason: "gift" },
    { from: after(40), to: after(43), reason: "gift" },
  ]);
});

test("what is not settled yet is shared as the vault will share it, and is never less than nothing", () => {
  const rental = { ...RUNNING, ratePerSecond: 7n, vault: { ...RUNNING.vault, usedS: 50 } };
  expect(unsettledOf(rental, { meteredS: 90 }, 500)).toEqual({ seconds: 40, charge: 280n, fee: 14n, provider: 266n });
  for (const usedS of [90, 91]) {
    const settled = { ...rental, vault: { ...rental.vault, usedS } };
    expect(unsettledOf(settled, { meteredS: 90 }, 500)).toEqual({ seconds: 0, charge: 0n, fee: 0n, provider: 0n });
  }
});
