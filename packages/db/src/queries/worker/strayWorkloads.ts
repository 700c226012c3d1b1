import type { WorkloadObservation, WorkloadRef } from "@worldland/core/workload";
import { and, eq, isNull } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { rentals } from "../../schema/rentals.ts";

/**
 * Compares what a cluster holds with the rows: workloads whose rental is absent or gone, and rentals that should
 * have a workload and have none.
 */
export async function strayWorkloads(
  db: Executor,
  clusterId: string,
  present: readonly (WorkloadRef & WorkloadObservation)[],
): Promise<{ strays: readonly WorkloadRef[]; missing: readonly bigint[] }> {
  const live = await db
    .select({ id: rentals.id, endedAt: rentals.endedAt, provisionedAt: rentals.provisionedAt })
    .from(rentals)
    .where(and(eq(rentals.clusterId, clusterId), isNull(rentals.goneAt)));
  const known = new Set(live.map((row) => row.id));
  const seen = new Set(present.map((workload) => workload.rentalId));
  const wanting = live.filter((row) => row.provisionedAt !== null && row.endedAt === null && !seen.has(row.id));
  return { strays: present.filter((workload) => !known.has(workload.rentalId)), missing: wanting.map((row) => row.id) };
}
