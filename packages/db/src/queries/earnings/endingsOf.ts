import type { EndReason } from "@worldland/core/rental/reason";
import { and, desc, eq, gte, isNotNull, max, sql } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { rentals } from "../../schema/rentals.ts";

export type Endings = { readonly reason: EndReason; readonly count: number; readonly lastAt: Date };

/** How a provider's rentals of the last `days` days ended: reason, how often, when last; the latest reason first. */
export async function endingsOf(db: Executor, provider: string, days: number): Promise<Endings[]> {
  const lastAt = max(rentals.endedAt);
  const rows = await db
    .select({ reason: rentals.endReason, count: sql<number>`count(*)::int`, lastAt })
    .from(rentals)
    .where(
      and(
        eq(rentals.provider, provider),
        isNotNull(rentals.endReason),
        gte(rentals.endedAt, sql`app.now() - make_interval(days => ${days}::int)`),
      ),
    )
    .groupBy(rentals.endReason)
    .orderBy(desc(lastAt));
  return rows.flatMap(({ reason, count, lastAt }) =>
    reason === null || lastAt === null ? [] : [{ reason, count, lastAt }],
  );
}
