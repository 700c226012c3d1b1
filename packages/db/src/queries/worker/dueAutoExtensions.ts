import { PERIODS } from "@worldland/core/limits";
import { and, asc, eq, isNotNull, isNull, lte, sql } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { autoExtensions } from "../../schema/autoExtensions.ts";
import { appNow } from "../../schema/columns.ts";
import { rentals } from "../../schema/rentals.ts";

/** Running rentals that are to be extended by themselves and are near their end, the nearest first. */
export async function dueAutoExtensions(db: Executor, limit: number): Promise<bigint[]> {
  const expiresAt = sql`${rentals.startedAt} + ${rentals.durationS} * interval '1 second'`;
  const rows = await db
    .select({ id: rentals.id })
    .from(autoExtensions)
    .innerJoin(rentals, eq(rentals.id, autoExtensions.rentalId))
    .where(
      and(
        lte(autoExtensions.nextTryAt, appNow),
        isNull(rentals.endedAt),
        isNotNull(rentals.startedAt),
        eq(rentals.vaultState, "open"),
        sql`${expiresAt} - ${autoExtensions.leadS} * interval '1 second' <= ${appNow}`,
        sql`${expiresAt} - ${PERIODS.extensionMarginS} * interval '1 second' >= ${appNow}`,
        sql`not exists (select from reservations v
             where v.rental_id = ${rentals.id} and v.purpose = 'extend' and v.ended_at is null)`,
      ),
    )
    .orderBy(asc(expiresAt))
    .limit(limit);
  return rows.map(({ id }) => id);
}
