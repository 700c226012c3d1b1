import { and, eq, gte, isNotNull, isNull, or } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { rentals } from "../../schema/rentals.ts";

/**
 * Whether something of an ended rental may still run on the node: it is not gone yet, or it went since `since`, while
 * the node could not say that its containers ended. `since` null: only what is not gone yet.
 */
export async function leftOnNode(
  db: Executor,
  node: { clusterId: string; name: string; provider: string },
  since: Date | null,
): Promise<boolean> {
  const [left] = await db
    .select({ id: rentals.id })
    .from(rentals)
    .where(
      and(
        eq(rentals.provider, node.provider),
        isNotNull(rentals.endedAt),
        eq(rentals.clusterId, node.clusterId),
        eq(rentals.nodeName, node.name),
        since === null ? isNull(rentals.goneAt) : or(isNull(rentals.goneAt), gte(rentals.goneAt, since)),
      ),
    )
    .limit(1);
  return left !== undefined;
}
