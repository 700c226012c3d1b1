import { and, asc, eq, isNull } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { nodes } from "../../schema/nodes.ts";
import { providers } from "../../schema/providers.ts";

export type PendingNode = {
  readonly node: typeof nodes.$inferSelect;
  readonly providerName: string;
};

/** Nodes that wait for an operator's look and are alive, the longest waiting first. */
export function pendingNodes(db: Executor): Promise<PendingNode[]> {
  return db
    .select({ node: nodes, providerName: providers.name })
    .from(nodes)
    .innerJoin(providers, eq(providers.address, nodes.provider))
    .where(and(isNull(nodes.approvedAt), isNull(nodes.lostAt)))
    .orderBy(asc(nodes.joinedAt), asc(nodes.clusterId), asc(nodes.name));
}
