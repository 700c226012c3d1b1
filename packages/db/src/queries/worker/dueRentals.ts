import { asc, lte } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { appNow } from "../../schema/columns.ts";
import { rentals } from "../../schema/rentals.ts";

/**
 * Rentals that somebody must look at now, the most overdue first. Recording a `clock` event moves a row's next look
 * forward, also when nothing follows from it.
 */
export async function dueRentals(db: Executor, limit: number): Promise<bigint[]> {
  const rows = await db
    .select({ id: rentals.id })
    .from(rentals)
    .where(lte(rentals.attentionAt, appNow))
    .orderBy(asc(rentals.attentionAt))
    .limit(limit);
  return rows.map((row) => row.id);
}
