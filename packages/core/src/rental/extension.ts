import { PERIODS, TERM_SECONDS } from "../limits.ts";
import { holdFor } from "../pricing.ts";
import { addSeconds, earlier, fromUnixSeconds, unixSeconds } from "../time.ts";
import { type ExtensionOrder, validUntil } from "./order.ts";
import { expiresAtOf, type Rental } from "./rental.ts";

type Extended = Pick<Rental, "id" | "startedAt" | "endedAt" | "durationS" | "ratePerSecond">;

/** What the customer signs to lengthen a rental, and what it sets aside. */
export type ExtensionQuote = { readonly extension: ExtensionOrder; readonly amount: bigint };

/**
 * The extension of a rental to a new total term in seconds; a word on why not when it cannot be had. Its deadline is
 * ten minutes away and never after the rental expires.
 */
export function quoteExtension(rental: Extended, maxSeconds: number, now: Date): ExtensionQuote | ExtensionFault {
  const expiresAt = expiresAtOf(rental);
  if (rental.endedAt !== null || expiresAt === null) return "not_running";
  const deadline = earlier(addSeconds(now, PERIODS.orderDeadlineS), expiresAt);
  return judgeExtension(rental, { rentalId: rental.id, maxSeconds, deadline: unixSeconds(deadline) }, now);
}

/** not_running: not yet, or no more. too_late: too near its end. not_longer, too_long: the term asked for. */
export type ExtensionFault = "not_running" | "too_late" | "not_longer" | "too_long";

/** Judges a signed extension; the deadline in it may be any that leaves time to be mined and is not after the expiry. */
export function judgeExtension(
  rental: Extended,
  extension: ExtensionOrder,
  now: Date,
): ExtensionQuote | ExtensionFault {
  const expiresAt = expiresAtOf(rental);
  if (rental.endedAt !== null || expiresAt === null) return "not_running";
  if (extension.maxSeconds <= rental.durationS) return "not_longer";
  if (extension.maxSeconds > TERM_SECONDS.max) return "too_long";
  if (extension.deadline > unixSeconds(expiresAt) || now > validUntil(fromUnixSeconds(extension.deadline))) {
    return "too_late";
  }
  return { extension, amount: holdFor(rental.ratePerSecond, extension.maxSeconds - rental.durationS) };
}
