import { PERIODS } from "../limits.ts";
import { addSeconds, earlier } from "../time.ts";
import { deadlinesOf } from "./deadlines.ts";
import { type Rental, statusOf } from "./rental.ts";
import { nextWarningAt } from "./runway.ts";

/**
 * When somebody must look at a rental again even if nothing happens: the next deadline or warning `decide` would judge, and
 * soon while the worker owes it something, so that a wiped queue loses nothing. Null: never.
 */
export function nextLookAt(rental: Rental, now: Date): Date | null {
  const status = statusOf(rental);
  const soon = addSeconds(now, PERIODS.backstopS);
  if (status === "ended") return null;
  if (status === "stopping") return soon;
  const warning = nextWarningAt(rental);
  const looks = [...deadlinesOf(rental).map(({ at }) => at), ...(warning === null ? [] : [warning])];
  return (status === "requested" ? [soon, ...looks] : looks).reduce(earlier);
}
