import type { Database } from "../database.ts";
import { clusters } from "../schema/clusters.ts";

/**
 * A worker's word on its cluster, at every start: which NodePorts its rentals may take (both ends included), the price
 * in wei per GPU-second that a new offer starts with, and whether a canary found the forbidden targets closed.
 * Nothing is rented out in a cluster that was never registered or is not isolated.
 */
export async function registerCluster(
  db: Database,
  input: {
    clusterId: string;
    nodePortFrom: number;
    nodePortTo: number;
    defaultGpuRate: bigint;
    isIsolated: boolean;
  },
): Promise<void> {
  const { clusterId: id, nodePortFrom, nodePortTo, defaultGpuRate, isIsolated: isolated } = input;
  const values = { id, nodePortFrom, nodePortTo, defaultGpuRate, isolated };
  await db.insert(clusters).values(values).onConflictDoUpdate({ target: clusters.id, set: values });
}
