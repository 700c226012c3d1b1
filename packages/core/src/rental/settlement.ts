import { secondsBetween } from "../time.ts";
import { type Payer, payerOfSecondsRun } from "./reason.ts";
import type { Rental } from "./rental.ts";

/**
 * Seconds to report to the vault: `min(metered, end − openedAt)`, at least 0 and never less than already settled,
 * where end is when the rental ended, or `stoppedAt` on chain if earlier. While it runs only proven seconds count.
 * Null while the vault holds nothing for it.
 */
export function usedSecondsToReport(rental: Rental, now: Date): number | null {
  const { openedAt, stoppedAt, usedS } = rental.vault;
  if (openedAt === null) return null;
  const ended = rental.endedAt ?? now;
  const end = stoppedAt !== null && stoppedAt < ended ? stoppedAt : ended;
  const sinceOpening = Math.max(0, secondsBetween(openedAt, end));
  const metered = rental.meter?.provenS ?? 0;
  return Math.max(usedS, Math.min(metered, sinceOpening, rental.durationS));
}

/**
 * Who bore the metered seconds; nobody when there are none, null while it lives. What the vault did charge (an order
 * mined after all) is the customer's, whatever the rental's end had said.
 */
export function payerOf(rental: Pick<Rental, "endReason" | "meter" | "vault">): Payer | null {
  if (rental.endReason === null) return null;
  if (rental.vault.usedS > 0) return "customer";
  return (rental.meter?.provenS ?? 0) === 0 ? "nobody" : payerOfSecondsRun[rental.endReason];
}

/** True once the vault owes nobody anything for this rental (mirrored; depth is judged by the database). */
export function isVaultDone(rental: Pick<Rental, "vault">, hasOpenReservation: boolean): boolean {
  if (rental.vault.state === "closed" || rental.vault.state === "refused") return true;
  return rental.vault.state === "unopened" && !hasOpenReservation;
}
