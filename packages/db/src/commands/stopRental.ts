import { Refusal } from "@worldland/core/refusal";
import type { Stopper } from "@worldland/core/rental/event";
import { eq } from "drizzle-orm";
import type { Database } from "../database.ts";
import { rentals } from "../schema/rentals.ts";
import type { Recorded } from "../steps/recordEvent.ts";
import { recordRentalEvent } from "./recordRentalEvent.ts";

/**
 * Stops a rental for its customer, its provider or an operator. Idempotent: stopping what has ended is `ignored`.
 * `wallet` must be the party that `by` names; for anybody else there is no such rental (`not_found`). Whether a wallet
 * is an operator is the caller's check.
 */
export async function stopRental(
  db: Database,
  input: { rentalId: bigint; by: Stopper; wallet: string; detail?: string },
): Promise<Recorded> {
  const { rentalId, by, wallet } = input;
  const [parties] = await db
    .select({ customer: rentals.customer, provider: rentals.provider })
    .from(rentals)
    .where(eq(rentals.id, rentalId));
  if (parties === undefined) throw new Refusal("not_found");
  if (by !== "operator" && parties[by] !== wallet) throw new Refusal("not_found");
  const detail = input.detail ?? null;
  return recordRentalEvent(db, { rentalId, event: { type: "stop_requested", by }, who: by, detail });
}
