import { sql } from "drizzle-orm";
import type { Executor } from "../../database.ts";

/** The market by GPU model. `cheapestGpuRate` is that of what can be rented now, in wei per second; null: nothing. */
export type GpuType = {
  readonly gpuType: string;
  readonly totalGpus: number;
  readonly availableGpus: number;
  readonly offers: number;
  readonly cheapestGpuRate: bigint | null;
};

/** Every model that is offered, by name, and every region. Reads counts, never the offers they count. */
export async function gpuTypes(
  db: Pick<Executor, "execute">,
): Promise<{ types: readonly GpuType[]; regions: readonly string[] }> {
  const { rows } = await db.execute<{
    gpu_type: string;
    total: number;
    available: number;
    offers: number;
    rate: string | null;
    regions: string[];
  }>(sql`
    with counted as (
      select gpu_key, region, min(gpu_type) as gpu_type, sum(total_gpus)::int as total,
             sum(available_gpus)::int as available, sum(offers)::int as offers
        from (
          select gpu_key, region, gpu_type, total_gpus, available_gpus, offers from market_counts
          union all
          select gpu_key, region, null, total_gpus, available_gpus, offers from market_count_changes
        ) both_of_them
       group by gpu_key, region having sum(offers) > 0
    )
    select min(gpu_type) as gpu_type, sum(total)::int as total, sum(available)::int as available,
           sum(offers)::int as offers, array_agg(region) as regions,
           (select o.gpu_rate from offers o
             where o.listed and o.gpu_key = counted.gpu_key and o.rentable and o.free_gpus > 0
             order by o.gpu_rate limit 1)::text as rate
      from counted group by gpu_key order by 1`);
  const regions = new Set(rows.flatMap((row) => row.regions).filter((region) => region !== ""));
  return {
    types: rows.map((row) => ({
      gpuType: row.gpu_type,
      totalGpus: row.total,
      availableGpus: row.available,
      offers: row.offers,
      cheapestGpuRate: row.rate === null ? null : BigInt(row.rate),
    })),
    regions: [...regions].sort(),
  };
}
