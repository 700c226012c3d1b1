import { Refusal } from "@worldland/core/refusal";
import { and, eq } from "drizzle-orm";
import type { Database } from "../database.ts";
import { rentals } from "../schema/rentals.ts";
import type { Recorded } from "../steps/recordEvent.ts";
import { recordRentalEvent } from "./recordRentalEvent.ts";

/**
 * Has another pod take the place of the one that runs. Idempotent: asked again before that happened it is `ignored`.
 * Refuses `not_found` for another's rental and `conflict` for one that does not run.
 */
export async function restartRental(db: Database, input: { rentalId: bigint; wallet: string }): Promise<Recorded> {
  const { rentalId, wallet } = input;
  const [own] = await db
    .select({ status: rentals.status })
    .from(rentals)
    .where(and(eq(rentals.id, rentalId), eq(rentals.customer, wallet)));
  if (own === undefined) throw new Refusal("not_found");
  const recorded = await recordRentalEvent(db, { rentalId, event: { type: "restart_requested" }, who: "customer" });
  const isRunning = recorded.rental?.startedAt != null && recorded.rental.endedAt === null;
  if (!isRunning) throw new Refusal("conflict", "Only a rental that runs can be restarted.");
  return recorded;
}
