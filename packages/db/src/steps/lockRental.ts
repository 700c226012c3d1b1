import { eq } from "drizzle-orm";
import type { Executor } from "../database.ts";
import { rentals } from "../schema/rentals.ts";

/** Locks a rental's row, before anything that hangs on it: its reservations, intents, allocations. */
export async function lockRental(tx: Executor, rentalId: bigint): Promise<void> {
  await tx.select({ id: rentals.id }).from(rentals).where(eq(rentals.id, rentalId)).for("no key update");
}
