import { isNull } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { rentals } from "../../schema/rentals.ts";

/** Ids of all rentals of which something may still exist in a cluster, oldest first. */
export async function liveRentals(db: Executor): Promise<bigint[]> {
  const rows = await db.select({ id: rentals.id }).from(rentals).where(isNull(rentals.goneAt)).orderBy(rentals.id);
  return rows.map((row) => row.id);
}
