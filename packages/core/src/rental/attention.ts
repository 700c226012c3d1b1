import { PERIODS } from "../limits.ts";
import { addSeconds, earlier } from "../time.ts";
import { expiresAtOf, type Rental, statusOf } from "./rental.ts";

/**
 * When somebody must look at a rental again even if nothing happens: the next deadline `decide` would judge, and
 * soon while the worker owes it something, so that a wiped queue loses nothing. Null: never.
 */
export function nextLookAt(rental: Rental, now: Date): Date | null {
  const status = statusOf(rental);
  if (status === "ended") return null;
  if (status === "stopping") return addSeconds(now, PERIODS.backstopS);
  const deadlines: (Date | null)[] = [
    status === "requested" ? addSeconds(now, PERIODS.backstopS) : null,
    rental.startedAt === null ? addSeconds(rental.requestedAt, PERIODS.startDeadlineS) : expiresAtOf(rental),
    rental.nodeLostAt === null ? null : addSeconds(rental.nodeLostAt, PERIODS.nodeReturnS),
    // One second more: the slack itself is still in time.
    rental.vault.state === "unopened" ? addSeconds(rental.orderDeadline, PERIODS.mirrorSlackS + 1) : null,
  ];
  return deadlines.reduce((first, at) => (first === null ? at : at === null ? first : earlier(first, at)), null);
}
