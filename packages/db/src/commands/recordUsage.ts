import type { WorkloadUsage } from "@worldland/core/workload";
import { sql } from "drizzle-orm";
import type { Database } from "../database.ts";

/** Seconds between two looks at what a rental uses: each slot has one row, whichever worker was quicker. */
export const USAGE_SLOT_S = 15;

/** Keeps what the living rentals of a cluster use at this moment, in one statement. */
export async function recordUsage(db: Database, clusterId: string, looks: readonly WorkloadUsage[]): Promise<void> {
  if (looks.length === 0) return;
  const rows = looks.map((look) => ({ ...look, rentalId: look.rentalId.toString() }));
  await db.execute(sql`
    insert into rental_usage (rental_id, at, cpu_millicores, memory_bytes, disk_bytes, gpu_percent, vram_bytes)
    select r.id, to_timestamp(floor(extract(epoch from app.now()) / ${USAGE_SLOT_S}) * ${USAGE_SLOT_S}),
           u."cpuMillicores", u."memoryBytes", u."diskBytes", u."gpuPercent", u."vramBytes"
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as u("rentalId" bigint, "cpuMillicores" integer,
             "memoryBytes" bigint, "diskBytes" bigint, "gpuPercent" smallint, "vramBytes" bigint)
      join rentals r on r.id = u."rentalId" and r.cluster_id = ${clusterId} and r.ended_at is null
    on conflict do nothing`);
}
