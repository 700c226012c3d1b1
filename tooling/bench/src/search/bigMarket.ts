import { type TestApi, testApi } from "@worldland/api/testApi";
import { foldMarketCounts } from "@worldland/db/commands/foldMarketCounts";
import { CLUSTER } from "@worldland/db/testMarket";
import { sql } from "drizzle-orm";

const MODELS = ["RTX 4090", "RTX 3090", "T4", "A100", "H100", "L40S", "RTX 5090", "V100", "A6000", "RTX 3080"];
const REGIONS = ["Seoul", "Tokyo", "Frankfurt", "Virginia", "Oregon", "Mumbai", "Sydney", "Toronto"];
const OFFERS_A_PROVIDER = 4;

/** A market of `size` offers with prices in no order, folded and analysed as it would be after a quiet second. */
export async function bigMarket(size: number): Promise<TestApi> {
  const api = await testApi({ connections: 4 });
  const { db } = api;
  await db.execute(sql`
    insert into providers (address, name, trusted)
    select '0x' || lpad(to_hex(i + 4096), 40, '0'), 'Provider ' || i, true
      from generate_series(0, ${Math.ceil(size / OFFERS_A_PROVIDER)}::int - 1) i`);
  await db.execute(sql`
    insert into nodes (cluster_id, name, provider, uid, approved_at, ready, public_address, region, country,
                       gpu_model, gpu_count, vram_mb, cpu_cores, memory_gb, storage_gb, driver_version, cuda_version)
    select ${CLUSTER}, 'node-' || i, '0x' || lpad(to_hex(i / ${OFFERS_A_PROVIDER} + 4096), 40, '0'), 'uid-' || i,
           app.now(), true, '192.0.2.1', (${textArray(REGIONS)})[1 + i % ${REGIONS.length}], 'KR',
           (${textArray(MODELS)})[1 + (i / 8) % ${MODELS.length}], 8, 24576, 128, 512, 4000, '550.54', '12.4'
      from generate_series(0, ${size}::int - 1) i`);
  await db.execute(sql`
    insert into offers (id, cluster_id, node_name, provider, gpu_model, gpu_key, vram_mb, region, gpu_rate, total_gpus,
                        free_gpus, allocated_gpus, free_cpu_cores, free_memory_gb, free_storage_gb, rentable, listed)
    select 'off_' || lpad(name, 20, '0'), cluster_id, name, provider, gpu_model, lower(replace(gpu_model, ' ', '')),
           vram_mb, region, 100000000000000 + (hashtext(name)::bigint + 2147483648) * 10000, gpu_count,
           free, gpu_count - free, cpu_cores, memory_gb, storage_gb, true, true
      from (select *, abs(hashtext(uid)) % 9 as free from nodes where name like 'node-%') n`);
  await foldMarketCounts(db);
  await db.execute(sql`vacuum (analyze) offers, nodes, providers, market_counts, market_count_changes`);
  return api;
}

function textArray(values: readonly string[]) {
  return sql`array[${sql.join(
    values.map((value) => sql`${value}::text`),
    sql`, `,
  )}]`;
}
