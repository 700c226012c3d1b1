import { and, eq, sql } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { nodeJoins } from "../../schema/nodeJoins.ts";
import { nodes } from "../../schema/nodes.ts";
import { rentals } from "../../schema/rentals.ts";

export type OwnJoin = {
  readonly nodeName: string;
  readonly state: "asked" | "ready" | "joined" | "expired";
  readonly expiresAt: Date;
  /** Its time is over by the application's clock, whether or not anybody has tidied up. */
  readonly isOver: boolean;
  /** The machine that came under this name; null: none yet. */
  readonly node: { readonly approvedAt: Date | null } | null;
  /** A rental is or was reachable on it. */
  readonly hasRun: boolean;
};

/** A provider's join, and how far its node has come; null for one of somebody else, and for none. */
export async function joinOf(db: Executor, provider: string, nodeName: string): Promise<OwnJoin | null> {
  const [row] = await db
    .select({
      nodeName: nodeJoins.nodeName,
      state: nodeJoins.state,
      expiresAt: nodeJoins.expiresAt,
      isOver: sql<boolean>`${nodeJoins.expiresAt} <= app.now()`,
      node: { name: nodes.name, approvedAt: nodes.approvedAt },
      hasRun: sql<boolean>`exists (
        select from ${rentals} where ${rentals.provider} = ${nodeJoins.provider}
           and ${rentals.nodeName} = ${nodeJoins.nodeName} and ${rentals.startedAt} is not null)`,
    })
    .from(nodeJoins)
    .leftJoin(
      nodes,
      and(
        eq(nodes.clusterId, nodeJoins.clusterId),
        eq(nodes.name, nodeJoins.nodeName),
        eq(nodes.provider, nodeJoins.provider),
      ),
    )
    .where(and(eq(nodeJoins.provider, provider), eq(nodeJoins.nodeName, nodeName)));
  return row ?? null;
}
