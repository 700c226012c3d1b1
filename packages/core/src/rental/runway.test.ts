import { expect, test } from "vitest";
import { nextLookAt } from "./attention.ts";
import { type Decision, decide } from "./decide.ts";
import type { RentalEvent } from "./event.ts";
import type { Rental } from "./rental.ts";
import { runwayWarning } from "./runway.ts";
import { after, sampleMeter, sampleRental } from "./testRental.ts";

const START_S = 10;
const CLOCK: RentalEvent = { type: "clock" };

function running(hours: number): Rental {
  return sampleRental({
    durationS: hours * 3600,
    provisionedAt: after(5),
    startedAt: after(START_S),
    meter: sampleMeter(50),
    vault: { state: "open", openedAt: after(20), stoppedAt: null, usedS: 0 },
  });
}

/** Lives through instants, each so many seconds before the end of a term of so many hours; answers what was told. */
function live(
  rental: Rental,
  moments: readonly { left: number; hours: number; event?: RentalEvent }[],
): { rental: Rental; told: string[] } {
  const told: string[] = [];
  for (const { left, hours, event = CLOCK } of moments) {
    const decided: Decision | "ignore" = decide(rental, event, after(START_S + hours * 3600 - left));
    if (decided === "ignore") continue;
    rental = decided.next;
    told.push(...decided.log.map(({ kind, reason }) => `${kind} ${reason}`));
  }
  return { rental, told };
}

const leftAt = (hours: number, ...all: number[]) => all.map((left) => ({ left, hours }));

test("a running rental's end is told of 60, 15 and 5 minutes before, once each and to the second", () => {
  const { told } = live(running(2), leftAt(2, 3601, 3600, 3599, 901, 900, 899, 301, 300, 299, 1));
  expect(told).toEqual(["low_runway minutes_60", "low_runway minutes_15", "low_runway minutes_5"]);
  expect(live(running(2), leftAt(2, 3601, 901, 301)).told).toEqual(["low_runway minutes_60", "low_runway minutes_15"]);
});

test("what a term never was longer than is behind from the start", () => {
  expect(live(running(1), leftAt(1, 3600, 3599, 1000, 900)).told).toEqual(["low_runway minutes_15"]);
  expect(runwayWarning(3600, 3600)).toBeNull();
  expect(runwayWarning(7200, 0)).toBeNull();
});

test("a late look tells the nearest warning only, and at the end the rental just ends", () => {
  expect(live(running(2), leftAt(2, 250)).told).toEqual(["low_runway minutes_5"]);
  expect(live(running(2), leftAt(2, 0)).told).toEqual(["ended expired"]);
});

test("an extension warns anew, and one that the chain takes back warns at once again", () => {
  const { told, rental } = live(running(1), [
    ...leftAt(1, 900),
    { left: 800, hours: 1, event: { type: "extended", durationS: 7200 } },
    ...leftAt(2, 4000, 3600, 900),
    { left: 700, hours: 2, event: { type: "extended", durationS: 10_800 } },
    { left: 690, hours: 2, event: { type: "extension_undone", durationS: 7200 } },
    ...leftAt(2, 680, 670),
  ]);
  expect(told).toEqual([
    "low_runway minutes_15",
    "extended null",
    "low_runway minutes_60",
    "low_runway minutes_15",
    "extended null",
    "extension_undone null",
    "low_runway minutes_15",
  ]);
  expect(rental.warnedS).toBe(900);
});

test("before it runs and after it ended nobody is warned", () => {
  const waiting = { ...running(2), startedAt: null, meter: null };
  expect(live(waiting, [{ left: 100, hours: 0 }]).told).toEqual([]);
  const ended: Rental = { ...running(2), endedAt: after(100), endReason: "stopped_by_customer" };
  expect(live(ended, leftAt(2, 900)).told).toEqual([]);
});

test("the worker looks at the very second of the next warning, then at the end", () => {
  const end = after(START_S + 7200);
  let rental = running(2);
  const looks: number[] = [];
  for (let look = nextLookAt(rental, after(60)); look !== null && looks.length < 9; look = nextLookAt(rental, look)) {
    looks.push((end.getTime() - look.getTime()) / 1000);
    const decided = decide(rental, { type: "clock" }, look);
    if (decided === "ignore" || decided.next.endedAt !== null) break;
    rental = decided.next;
  }
  expect(looks).toEqual([3600, 900, 300, 0]);
});
