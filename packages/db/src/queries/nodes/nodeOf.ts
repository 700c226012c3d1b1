import { and, asc, eq } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { nodes } from "../../schema/nodes.ts";

/** The node that a provider calls by this name; null for one of somebody else, and for none. */
export async function nodeOf(
  db: Executor,
  provider: string,
  name: string,
): Promise<{ clusterId: string; name: string } | null> {
  const [row] = await db
    .select({ clusterId: nodes.clusterId, name: nodes.name })
    .from(nodes)
    .where(and(eq(nodes.provider, provider), eq(nodes.name, name)))
    .orderBy(asc(nodes.clusterId))
    .limit(1);
  return row ?? null;
}
