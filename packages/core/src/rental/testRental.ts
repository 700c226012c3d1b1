import { addSeconds } from "../time.ts";
import type { Meter } from "./meter.ts";
import type { Rental } from "./rental.ts";

/** The click of every sample rental. */
export const CLICK = new Date("2026-01-01T00:00:00Z");

/** So many seconds after the click. */
export function after(seconds: number): Date {
  return addSeconds(CLICK, seconds);
}

/** A fresh rental of one hour for tests; give what differs. */
export function sampleRental(facts: Partial<Rental> = {}): Rental {
  return {
    id: 1n,
    version: 1,
    customer: "0xc1",
    provider: "0xa1",
    ratePerSecond: 1000n,
    durationS: 3600,
    requestedAt: CLICK,
    orderDeadline: after(600),
    provisionedAt: null,
    startedAt: null,
    endedAt: null,
    endReason: null,
    goneAt: null,
    nodeLostAt: null,
    trouble: null,
    crashes: [],
    warnedS: null,
    restartOf: null,
    meter: null,
    pauses: [],
    vault: { state: "unopened", openedAt: null, stoppedAt: null, usedS: 0 },
    ...facts,
  };
}

/** The meter of a rental that started 10 s after the click and was proven for so many seconds. */
export function sampleMeter(provenS: number): Meter {
  return { provenS, lastGoodAt: after(10 + provenS), badSince: null, badUntil: null, podUid: "pod-1", restarts: 0 };
}
