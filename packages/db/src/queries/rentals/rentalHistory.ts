import { asc, eq } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { rentalEvents } from "../../schema/rentalEvents.ts";
import { rentals } from "../../schema/rentals.ts";
import { isOwn } from "./ownRental.ts";

export type HistoryRow = typeof rentalEvents.$inferSelect;

/** What happened to an own rental, oldest first; null as for `ownRental`. A rental always has its first line. */
export async function rentalHistory(
  db: Executor,
  customer: string,
  rentalId: bigint,
): Promise<readonly HistoryRow[] | null> {
  const rows = await db
    .select({ event: rentalEvents })
    .from(rentals)
    .leftJoin(rentalEvents, eq(rentalEvents.rentalId, rentals.id))
    .where(isOwn(customer, rentalId))
    .orderBy(asc(rentalEvents.id));
  if (rows.length === 0) return null;
  return rows.flatMap(({ event }) => (event === null ? [] : [event]));
}
