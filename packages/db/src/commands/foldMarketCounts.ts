import { sql } from "drizzle-orm";
import type { Database } from "../database.ts";

/**
 * Moves what happened to the market's counts into the counts, in one statement: readers see it in the one or in the
 * other. Only keeps reading cheap; run it every few seconds, or never.
 */
export async function foldMarketCounts(db: Database): Promise<void> {
  await db.execute(sql`
    with folded as (
      delete from market_count_changes returning gpu_key, region, country, total_gpus, available_gpus, offers
    ), sums as (
      select gpu_key, region, country, sum(total_gpus) as total, sum(available_gpus) as available, sum(offers) as offers
        from folded group by gpu_key, region, country
    )
    update market_counts c
       set total_gpus = c.total_gpus + s.total, available_gpus = c.available_gpus + s.available,
           offers = c.offers + s.offers
      from sums s where c.gpu_key = s.gpu_key and c.region = s.region and c.country = s.country`);
}
