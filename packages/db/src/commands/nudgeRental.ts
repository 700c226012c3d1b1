import type { Database } from "../database.ts";
import { nudge } from "../nudge.ts";

/** Asks the worker to look at a rental. Something outside the row changed: its workload, its node, our own restart. */
export async function nudgeRental(db: Database, rentalId: bigint): Promise<void> {
  await nudge(db, { name: "rental.reconcile", payload: { rentalId: rentalId.toString() } });
}
