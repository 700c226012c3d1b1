import { nudgeRental } from "@worldland/db/commands/nudgeRental";
import { strayWorkloads } from "@worldland/db/queries/worker/strayWorkloads";
import type { WorkerDeps } from "./deps.ts";

/**
 * Relist for truth: workloads without a live rental are removed and counted, live rentals without a workload are
 * nudged. In health both counts stay at zero.
 */
export async function sweepWorkloads(deps: WorkerDeps): Promise<{ removed: number; nudged: number }> {
  const present = await deps.cluster.list();
  const { strays, missing } = await strayWorkloads(deps.db, deps.config.clusterId, present);
  for (const ref of strays) await deps.cluster.remove(ref);
  for (const rentalId of missing) await nudgeRental(deps.db, rentalId);
  if (strays.length + missing.length > 0) {
    deps.log.warn({ removed: strays.length, nudged: missing.length }, "the cluster did not match the rows");
  }
  return { removed: strays.length, nudged: missing.length };
}
