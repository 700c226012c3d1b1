import fc from "fast-check";
import { expect, test } from "vitest";
import { chargeOf } from "../ledger.ts";
import { secondsBetween } from "../time.ts";
import { deadlinesOf } from "./deadlines.ts";
import { decide } from "./decide.ts";
import type { RentalEvent } from "./event.ts";
import { meteredSecondsAt } from "./meter.ts";
import { expiresAtOf, type Rental, statusOf } from "./rental.ts";
import { payerOf, usedSecondsToReport } from "./settlement.ts";
import { anyEventAt } from "./testEvents.ts";
import { after, sampleMeter, sampleRental } from "./testRental.ts";

type Step = { readonly event: RentalEvent; readonly at: number };

const probes = fc.array(fc.record({ gap: fc.nat({ max: 900 }), good: fc.boolean(), restarts: fc.nat(1) }), {
  minLength: 1,
  maxLength: 60,
});

/** Events in any order, with repetitions, while time goes on. */
const steps: fc.Arbitrary<Step[]> = fc
  .array(fc.nat(400), { minLength: 1, maxLength: 40 })
  .map((gaps) => gaps.map((_, index) => gaps.slice(0, index + 1).reduce((sum, gap) => sum + gap, 0)))
  .chain((times) => fc.tuple(...times.map((at) => anyEventAt(at).map((event) => ({ event, at })))));

function play(rental: Rental, played: readonly Step[]): Rental {
  return played.reduce((before, { event, at }) => {
    const decided = decide(before, event, after(at));
    return decided === "ignore" ? before : decided.next;
  }, rental);
}

/** What must hold of any rental, whatever happened to it. */
function expectConsistent(rental: Rental): void {
  const { startedAt, endedAt, endReason, meter, pauses } = rental;
  expect(endedAt === null).toBe(endReason === null);
  expect(startedAt === null).toBe(meter === null);
  if (rental.goneAt !== null) expect(endedAt).not.toBeNull();
  if (startedAt === null || meter === null) return;
  const paused = pauses.reduce((sum, { from, to }) => sum + secondsBetween(from, to), 0);
  const end = endedAt ?? meter.lastGoodAt;
  expect(meter.provenS + paused).toBe(secondsBetween(startedAt, end));
  for (const [index, pause] of pauses.entries()) {
    expect(pause.from.getTime()).toBeLessThan(pause.to.getTime());
    const next = pauses[index + 1];
    if (next !== undefined) expect(pause.to.getTime()).toBeLessThanOrEqual(next.from.getTime());
  }
  const reported = usedSecondsToReport(rental, endedAt ?? meter.lastGoodAt);
  if (reported !== null) expect(reported).toBeGreaterThanOrEqual(rental.vault.usedS);
}

test("whatever happens in whatever order, the facts stay consistent: metered + pauses = end − start", () => {
  fc.assert(
    fc.property(steps, (played) => {
      let rental = sampleRental({ provisionedAt: after(1) });
      for (const step of played) {
        rental = play(rental, [step]);
        expectConsistent(rental);
      }
    }),
    { numRuns: 300 },
  );
});

test("an event repeated at once changes nothing more, except that crashes are counted", () => {
  fc.assert(
    fc.property(steps, (played) => {
      let rental = sampleRental();
      for (const step of played) {
        rental = play(rental, [step]);
        if (step.event.type !== "workload_failed") expect(play(rental, [step])).toEqual(rental);
      }
    }),
    { numRuns: 300 },
  );
});

test("what has ended stays ended, at the same second and for the same reason", () => {
  fc.assert(
    fc.property(steps, (played) => {
      let rental = sampleRental();
      for (const step of played) {
        const next = play(rental, [step]);
        if (rental.endedAt !== null) {
          expect(next.endedAt).toEqual(rental.endedAt);
          expect(next.endReason).toBe(rental.endReason);
          expect(next.meter).toEqual(rental.meter);
        }
        rental = next;
      }
    }),
    { numRuns: 300 },
  );
});

test("no probing lets more be metered than the term, nor anything outside of start and end", () => {
  fc.assert(
    fc.property(probes, fc.nat(5000), (probed, stopAfter) => {
      let rental = sampleRental({
        provisionedAt: after(1),
        vault: { state: "open", openedAt: after(2), stoppedAt: null, usedS: 0 },
      });
      let at = 5;
      for (const { gap, good, restarts } of probed) {
        at += gap;
        const probe = { at: after(at), good, podUid: "pod", restarts };
        rental = play(rental, [{ event: { type: "probed", probe }, at }]);
        expectConsistent(rental);
      }
      at += stopAfter;
      rental = play(rental, [
        { event: { type: "clock" }, at },
        { event: { type: "stop_requested", by: "customer" }, at },
      ]);
      expect(rental.endedAt).not.toBeNull();
      expectConsistent(rental);
      expect(rental.meter?.provenS ?? 0).toBeLessThanOrEqual(rental.durationS);
    }),
    { numRuns: 300 },
  );
});

test("charges of any split of the used seconds add up to the charge of the whole, and fees never to more", () => {
  const bps = fc.nat(1000);
  fc.assert(
    fc.property(
      fc.bigInt(1n, 2n ** 64n - 1n),
      fc.array(fc.nat(90_000), { maxLength: 30 }),
      bps,
      (rate, parts, feeBps) => {
        const whole = chargeOf(
          rate,
          parts.reduce((sum, part) => sum + part, 0),
          feeBps,
        );
        const each = parts.map((part) => chargeOf(rate, part, feeBps));
        expect(each.reduce((sum, { charge }) => sum + charge, 0n)).toBe(whole.charge);
        const fees = each.reduce((sum, { fee }) => sum + fee, 0n);
        expect(fees <= whole.fee && whole.fee - fees <= BigInt(parts.length)).toBe(true);
      },
    ),
  );
});

test("interim settlements never exceed the final one, whatever is probed in between", () => {
  fc.assert(
    fc.property(probes, (probed) => {
      let rental = sampleRental({
        provisionedAt: after(1),
        vault: { state: "open", openedAt: after(40), stoppedAt: null, usedS: 0 },
      });
      let at = 5;
      let reportedBefore = 0;
      for (const { gap, good, restarts } of probed) {
        at += gap % 120;
        const probe = { at: after(at), good, podUid: "pod", restarts };
        rental = play(rental, [{ event: { type: "probed", probe }, at }]);
        const reported = usedSecondsToReport(rental, after(at)) ?? 0;
        expect(reported).toBeGreaterThanOrEqual(reportedBefore);
        reportedBefore = reported;
      }
      const ended = play(rental, [{ event: { type: "stop_requested", by: "customer" }, at: at + 5 }]);
      expect(usedSecondsToReport(ended, after(at + 5)) ?? 0).toBeGreaterThanOrEqual(reportedBefore);
    }),
  );
});

const running = sampleRental({
  provisionedAt: after(5),
  startedAt: after(10),
  meter: sampleMeter(50),
  vault: { state: "open", openedAt: after(8), stoppedAt: null, usedS: 0 },
});
const probe = (at: number, good: boolean, more: object = {}): Step => ({
  event: { type: "probed", probe: { at: after(at), good, podUid: "pod-1", restarts: 0, ...more } },
  at,
});

test("good probes at most 30 s apart prove the seconds between them; further apart only the same pod is bridged", () => {
  expect(play(running, [probe(90, true)]).meter?.provenS).toBe(80);
  expect(play(running, [probe(660, true)]).meter?.provenS).toBe(650);
  const other = play(running, [probe(660, true, { podUid: "pod-2" })]);
  expect(other.meter?.provenS).toBe(50);
  expect(other.pauses).toEqual([{ from: after(60), to: after(660), reason: "prober_away" }]);
  expect(play(running, [probe(691, true)]).pauses).toHaveLength(1);
});

test("a pause over ten minutes ends the rental, but only failed probes make a pause that counts", () => {
  const paused = play(running, [probe(70, false), probe(670, false)]);
  expect(paused.endedAt).toBeNull();
  const ended = play(paused, [probe(671, false)]);
  expect(ended).toMatchObject({ endReason: "unreachable", endedAt: after(671) });
  expect(ended.meter?.provenS).toBe(50);
  // One failed probe, then our own prober was away for an hour: nobody proved the tenant unreachable.
  const away = play(running, [probe(70, false), { event: { type: "clock" }, at: 3000 }, probe(3000, true)]);
  expect(away.endedAt).toBeNull();
  expect(away.pauses).toEqual([
    { from: after(60), to: after(70), reason: "unreachable" },
    { from: after(70), to: after(3000), reason: "prober_away" },
  ]);
});

test("pauses of a day over thirty minutes end the rental", () => {
  const long = { ...running, durationS: 86_400 };
  const cycle = (from: number) => [
    probe(from, true),
    probe(from + 5, false),
    probe(from + 550, false),
    probe(from + 560, true),
  ];
  const thrice = play(long, [...cycle(60), ...cycle(620), ...cycle(1180)]);
  expect(thrice.endedAt).toBeNull();
  const fourth = play(thrice, [probe(1750, false), probe(1950, false)]);
  expect(fourth.endReason).toBe("unreachable");
});

test("the tail after the last good probe counts up to 30 s, on reading and at the end", () => {
  const expiresAt = expiresAtOf(running);
  if (running.meter === null || expiresAt === null) throw new Error("a running sample has a meter");
  expect(meteredSecondsAt(running.meter, after(90), expiresAt)).toBe(80);
  expect(meteredSecondsAt(running.meter, after(91), expiresAt)).toBe(50);
  const stop = (at: number) => play(running, [{ event: { type: "stop_requested", by: "customer" }, at }]);
  expect(stop(90).meter?.provenS).toBe(80);
  expect(stop(91).meter?.provenS).toBe(50);
});

test("an expiry noticed late still ends at the second the term ended, also against a stop that came after it", () => {
  const late = play(running, [{ event: { type: "stop_requested", by: "customer" }, at: 3700 }]);
  expect(late).toMatchObject({ endReason: "expired", endedAt: after(3610) });
});

test("of deadlines that passed unseen the earliest decides", () => {
  const unopened = {
    ...running,
    vault: { ...running.vault, state: "unopened" as const, openedAt: null },
    nodeLostAt: after(1000),
  };
  expect(deadlinesOf(unopened).map(({ reason }) => reason)).toEqual(["expired", "node_lost", "vault_unavailable"]);
  const judged = play(unopened, [{ event: { type: "clock" }, at: 5000 }]);
  expect(judged.endReason).toBe("vault_unavailable");
  expect(payerOf(judged)).toBe("provider");
});

test("an order mined later than the prompt is the provider's gift, and a stop on chain caps the report", () => {
  const gifted = { ...running, vault: { ...running.vault, openedAt: after(30) } };
  const ended = play(gifted, [{ event: { type: "stop_requested", by: "customer" }, at: 60 }]);
  expect(ended.meter?.provenS).toBe(50);
  expect(usedSecondsToReport(ended, after(60))).toBe(30);
  const capped = play(gifted, [{ event: { type: "stopped_on_chain", by: "customer", stoppedAt: after(45) }, at: 60 }]);
  expect(usedSecondsToReport(capped, after(60))).toBe(15);
  const never = sampleRental({
    vault: { ...running.vault, openedAt: after(30) },
    endedAt: after(20),
    endReason: "stopped_by_customer",
  });
  expect(usedSecondsToReport(never, after(60))).toBe(0);
  expect(statusOf(never)).toBe("stopping");
});
