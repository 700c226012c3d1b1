import { sql } from "drizzle-orm";
import { USAGE_SLOT_S } from "../../commands/recordUsage.ts";
import type { Executor } from "../../database.ts";
import { rentals } from "../../schema/rentals.ts";
import { rentalUsage } from "../../schema/rentalUsage.ts";
import { isOwn } from "./ownRental.ts";

type UsagePoint = typeof rentalUsage.$inferSelect;

export type UsageOfRental = {
  /** Seconds of a step. */
  readonly stepS: number;
  readonly points: readonly Omit<UsagePoint, "rentalId">[];
};

/** So many points a span has at most. */
const POINTS = 120;

/**
 * What a rental used in its last `minutes`, up to now or to its end, oldest first: the mean of each step, where a step
 * is so long that there are at most 120. Null: no such rental of this customer.
 */
export async function usageOfRental(
  db: Executor,
  asked: { readonly customer: string; readonly rentalId: bigint; readonly minutes: number },
): Promise<UsageOfRental | null> {
  const { customer, rentalId, minutes } = asked;
  const [own] = await db
    .select({ until: sql<string>`coalesce(${rentals.endedAt}, app.now())` })
    .from(rentals)
    .where(isOwn(customer, rentalId));
  if (own === undefined) return null;
  const stepS = Math.max(USAGE_SLOT_S, Math.ceil((minutes * 60) / POINTS / USAGE_SLOT_S) * USAGE_SLOT_S);
  const mean = (column: string) => sql<number | null>`round(avg(${sql.identifier(column)}))::float8`;
  const step = sql<Date>`to_timestamp(floor(extract(epoch from ${rentalUsage.at}) / ${sql.raw(`${stepS}`)}) * ${sql.raw(`${stepS}`)})`;
  const points = await db
    .select({
      at: step.mapWith(rentalUsage.at),
      cpuMillicores: mean("cpu_millicores"),
      memoryBytes: mean("memory_bytes"),
      diskBytes: mean("disk_bytes"),
      gpuPercent: mean("gpu_percent"),
      vramBytes: mean("vram_bytes"),
    })
    .from(rentalUsage)
    .where(
      sql`${rentalUsage.rentalId} = ${rentalId} and ${rentalUsage.at} <= ${own.until}::timestamptz
          and ${rentalUsage.at} > ${own.until}::timestamptz - make_interval(mins => ${minutes})`,
    )
    .groupBy(step)
    .orderBy(step);
  return { stepS, points };
}
