import { formatWl } from "@worldland/core/money";

/** Two readings this far apart that show the same seconds prove that the meter stands. */
const STANDSTILL_MS = 3_000;

/** Seconds on a meter, and when they were read (ms, any clock that does not jump). */
export type MeterReading = { readonly seconds: number; readonly readAtMs: number };

/**
 * Seconds to show now: what was read, and what has passed since while the meter runs. One that showed the same at two
 * readings stands, e.g. because nobody can reach the container.
 */
export function shownSeconds(last: MeterReading, before: MeterReading | null, isRunning: boolean, nowMs: number) {
  const stands = before !== null && before.seconds === last.seconds && last.readAtMs - before.readAtMs >= STANDSTILL_MS;
  if (!isRunning || stands) return last.seconds;
  return last.seconds + Math.max(0, Math.floor((nowMs - last.readAtMs) / 1000));
}

/** Decimal WL with a fixed number of places, cut: digits that change every second do not move the others. */
export function tickingWl(wei: bigint, places = 6): string {
  const [whole = "0", fraction = ""] = formatWl(wei).split(".");
  return `${whole}.${fraction.slice(0, places).padEnd(places, "0")}`;
}
