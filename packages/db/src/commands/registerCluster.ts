import { eq } from "drizzle-orm";
import type { Database } from "../database.ts";
import { clusters } from "../schema/clusters.ts";
import { nodes } from "../schema/nodes.ts";
import { refreshOffers } from "../steps/refreshOffers.ts";

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
  const [before] = await db.select().from(clusters).where(eq(clusters.id, id));
  await db.insert(clusters).values(values).onConflictDoUpdate({ target: clusters.id, set: values });
  if (before?.isolated === isolated) return;
  const known = await db.select({ name: nodes.name }).from(nodes).where(eq(nodes.clusterId, id));
  for (const { name } of known) await db.transaction((tx) => refreshOffers(tx, { clusterId: id, name }));
}
