import { addSeconds, secondsBetween } from "../time.ts";
import { expiresAtOf, type Rental } from "./rental.ts";

/** So many seconds before a running rental's end its customer is warned, once each. The longest first. */
export const RUNWAY_WARNINGS_S = [3600, 900, 300] as const;

export type RunwayWarningS = (typeof RUNWAY_WARNINGS_S)[number];

/**
 * The warning that fits a term of which so much is left: the nearest one that is reached. Null: none is, or the term
 * itself is over. One that the whole term never was longer than is no news and warns nobody.
 */
export function runwayWarning(termS: number, leftS: number): RunwayWarningS | null {
  if (leftS <= 0) return null;
  return RUNWAY_WARNINGS_S.findLast((warningS) => leftS <= warningS && warningS < termS) ?? null;
}

type Warned = Pick<Rental, "startedAt" | "durationS" | "warnedS">;

/** The warning due now and not told yet; null: none. Of several that a late look finds, the nearest is the true one. */
export function dueWarning(rental: Warned, now: Date): RunwayWarningS | null {
  const expiresAt = expiresAtOf(rental);
  if (expiresAt === null) return null;
  const warning = runwayWarning(rental.durationS, secondsBetween(now, expiresAt));
  return warning !== null && (rental.warnedS === null || warning < rental.warnedS) ? warning : null;
}

/** When the next warning is due; null: none is ahead. */
export function nextWarningAt(rental: Warned): Date | null {
  const expiresAt = expiresAtOf(rental);
  const { durationS, warnedS } = rental;
  const next = RUNWAY_WARNINGS_S.find((warningS) => warningS < durationS && (warnedS === null || warningS < warnedS));
  return expiresAt === null || next === undefined ? null : addSeconds(expiresAt, -next);
}
