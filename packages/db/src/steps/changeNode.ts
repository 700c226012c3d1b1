import { and, eq } from "drizzle-orm";
import type { Database } from "../database.ts";
import { tellLive } from "../live.ts";
import { nodes } from "../schema/nodes.ts";
import { refreshOffers } from "./refreshOffers.ts";

export type NodeRow = typeof nodes.$inferSelect;

/**
 * One change of a node's row and what it means for its offers, in one transaction: lock node, ask `change` what to
 * set (null: nothing), refresh offers, tell its provider. Answers the row after it; null when there is no such node.
 */
export async function changeNode(
  db: Database,
  key: { clusterId: string; name: string },
  change: (node: NodeRow) => Partial<NodeRow> | null,
): Promise<NodeRow | null> {
  const isNode = and(eq(nodes.clusterId, key.clusterId), eq(nodes.name, key.name));
  return db.transaction(async (tx) => {
    const [node] = await tx.select().from(nodes).where(isNode).for("no key update");
    if (node === undefined) return null;
    const set = change(node);
    if (set === null) return node;
    await tx.update(nodes).set(set).where(isNode);
    await refreshOffers(tx, key);
    await tellLive(tx, [{ wallet: node.provider, kind: "node", id: `${key.clusterId}/${key.name}` }]);
    return { ...node, ...set };
  });
}
