import { END_REASONS, isProviderFault } from "@worldland/core/rental/reason";
import { RELIABILITY_DAYS } from "@worldland/core/rental/reliability";
import { and, gte, inArray, sql } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { rentals } from "../../schema/rentals.ts";

const FAULTS = END_REASONS.filter((reason) => isProviderFault[reason]);

/**
 * Share of each provider's rentals of the last 90 days that did not end by his fault, 0 … 1. A provider of whom
 * nothing has ended yet is absent: unknown is not zero.
 */
export async function reliabilityOf(db: Executor, addresses: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (addresses.length === 0) return new Map();
  const rows = await db
    .select({
      provider: rentals.provider,
      ended: sql<number>`count(*)::int`,
      faults: sql<number>`(count(*) filter (where ${inArray(rentals.endReason, FAULTS)}))::int`,
    })
    .from(rentals)
    .where(
      and(
        inArray(rentals.provider, [...addresses]),
        gte(rentals.endedAt, sql`app.now() - make_interval(days => ${RELIABILITY_DAYS}::int)`),
      ),
    )
    .groupBy(rentals.provider);
  return new Map(rows.map(({ provider, ended, faults }) => [provider, (ended - faults) / ended]));
}
