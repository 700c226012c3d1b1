import { sql } from "drizzle-orm";
import type { Executor } from "../database.ts";

/**
 * Binds the node's lowest free slots to a rental. The caller holds the offer's lock; the partial unique index guards
 * the rest: a slot bound twice makes the transaction fail.
 */
export async function allocateGpus(
  tx: Executor,
  rental: { id: bigint; clusterId: string; nodeName: string; gpuCount: number },
  now: Date,
): Promise<void> {
  const { id, clusterId, nodeName, gpuCount } = rental;
  // Of n taken slots and k wanted ones, k are free among the first n + k.
  await tx.execute(sql`
    with taken as (
      select gpu_index from allocations
       where cluster_id = ${clusterId} and node_name = ${nodeName} and released_at is null
    )
    insert into allocations (cluster_id, node_name, gpu_index, rental_id, created_at)
    select ${clusterId}, ${nodeName}, slot, ${id}::bigint, ${now.toISOString()}::timestamptz
      from generate_series(0, (select count(*)::int from taken) + ${gpuCount}::int - 1) as slot
     where slot not in (select gpu_index from taken)
     order by slot limit ${gpuCount}::int`);
}
