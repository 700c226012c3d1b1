import { Refusal } from "@worldland/core/refusal";
import type { AutoExtension } from "@worldland/core/rental/autoExtension";
import type { Executor } from "../database.ts";
import { budgetOf } from "../queries/account/budgetOf.ts";
import type { RentalRow } from "../rows/rentalRow.ts";

/** An AutoExtension, and the lower-case address of the key whose budget is to pay. */
export type WantedAutoExtension = AutoExtension & { readonly sessionKey: string };

/**
 * What is asked of a rental that is to extend itself: a limit that lies ahead (`invalid_request` at the field
 * `untilPath`), a rental that this key may pay for, and a budget (`conflict`). Whether the budget lasts is asked each
 * time; that there is one, now, so that nobody relies on nothing.
 */
export async function refuseUnfitAutoExtension(
  tx: Executor,
  { customer, sessionKey: paidBy }: Pick<RentalRow, "customer" | "sessionKey">,
  { sessionKey, until }: WantedAutoExtension,
  { now, untilPath }: { readonly now: Date; readonly untilPath: string },
): Promise<void> {
  if (until !== null && until <= now) {
    throw new Refusal("invalid_request", undefined, {
      fields: [{ path: untilPath, message: "It lies in the past." }],
    });
  }
  if (!mayPay({ sessionKey: paidBy }, sessionKey)) {
    throw new Refusal("conflict", "Another session key pays for this rental; only that key or your wallet extends it.");
  }
  const budget = await budgetOf(tx, customer, sessionKey);
  if (budget !== null && budget.limit > 0n && budget.expiresAt > now) return;
  throw new Refusal("conflict", "There is no spending allowance that could pay for extensions.", {
    suggestion: "Grant the platform's key an allowance, then set this again.",
  });
}

/** The vault lets only one session key pay for a rental, and the customer himself always. */
export function mayPay(rental: Pick<RentalRow, "sessionKey">, sessionKey: string | null): boolean {
  return rental.sessionKey === null || sessionKey === null || rental.sessionKey === sessionKey;
}
