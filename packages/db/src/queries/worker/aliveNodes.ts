import { and, eq, isNull } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { nodes } from "../../schema/nodes.ts";

/** Names of a cluster's nodes that are not known to be lost: one that the cluster no longer names has disappeared. */
export async function aliveNodes(db: Executor, clusterId: string): Promise<string[]> {
  const rows = await db
    .select({ name: nodes.name })
    .from(nodes)
    .where(and(eq(nodes.clusterId, clusterId), isNull(nodes.lostAt)));
  return rows.map((row) => row.name);
}
