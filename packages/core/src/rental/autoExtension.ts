import { TERM_SECONDS } from "../limits.ts";
import { addSeconds, earlier, SECONDS_PER_HOUR, secondsBetween } from "../time.ts";
import { validUntil } from "./order.ts";
import { expiresAtOf, type Rental } from "./rental.ts";

/**
 * How long before the end an extension may be asked for by itself, in minutes. The least leaves the last moment of an
 * extension far behind: the signer, some blocks and a second try fit in between.
 */
export const AUTO_EXTENSION_MINUTES = { min: 10, max: 60 } as const;

/** What a customer wants of a rental that is to keep running. */
export type AutoExtension = {
  /** Hours that each extension adds. */
  readonly hours: number;
  /** It is asked for when so many seconds are left. */
  readonly leadS: number;
  /** No term is asked for that ends later; null: as long as the budget lasts. */
  readonly until: Date | null;
};

/**
 * Why a rental is not extended by itself any more. budget: the allowance does not cover it, ran out or is of another
 * key. balance: the money is not there. refused: the vault said no. until: the customer's own limit. longest: no rental may last longer.
 */
export const AUTO_EXTENSION_STOPS = ["budget", "balance", "refused", "until", "longest"] as const;
export type AutoExtensionStop = (typeof AUTO_EXTENSION_STOPS)[number];

export const stopSentenceOf = {
  budget: "Your allowance does not cover another extension.",
  balance: "Your balance does not cover another extension.",
  refused: "The vault refused the last extension.",
  until: "It runs for as long as you had set.",
  longest: "It runs for as long as a rental may.",
} as const satisfies Record<AutoExtensionStop, string>;

type Extended = Pick<Rental, "startedAt" | "endedAt" | "durationS">;

/**
 * The total term in seconds to ask for now: whole hours more, as many as wanted and allowed; why not, when not one is
 * allowed; null while it is not time, or when it is too late.
 */
export function dueAutoExtension(
  rental: Extended,
  { hours, leadS, until }: AutoExtension,
  now: Date,
): number | AutoExtensionStop | null {
  const expiresAt = expiresAtOf(rental);
  if (rental.endedAt !== null || expiresAt === null) return null;
  if (now < addSeconds(expiresAt, -leadS) || now > validUntil(expiresAt)) return null;
  const longest = addSeconds(expiresAt, TERM_SECONDS.max - rental.durationS);
  const last = earlier(longest, until ?? longest);
  const more = Math.min(hours, Math.floor(secondsBetween(expiresAt, last) / SECONDS_PER_HOUR));
  if (more >= 1) return rental.durationS + more * SECONDS_PER_HOUR;
  return last < longest ? "until" : "longest";
}
