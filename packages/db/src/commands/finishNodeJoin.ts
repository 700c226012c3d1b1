import { and, eq, inArray, lte } from "drizzle-orm";
import type { Database } from "../database.ts";
import { appNow } from "../schema/columns.ts";
import { nodeJoins } from "../schema/nodeJoins.ts";

/** The node was approved and seen: its token is gone, and so is what is left of its line. */
export async function finishNodeJoin(db: Database, nodeName: string): Promise<void> {
  await db
    .update(nodeJoins)
    .set({ state: "joined", line: null })
    .where(and(eq(nodeJoins.nodeName, nodeName), inArray(nodeJoins.state, ["asked", "ready"])));
}

/** Joins whose time is over; their names are never used again. Answers their token ids, to be deleted in the cluster. */
export async function expireNodeJoins(db: Database): Promise<string[]> {
  const expired = await db
    .update(nodeJoins)
    .set({ state: "expired", line: null })
    .where(and(inArray(nodeJoins.state, ["asked", "ready"]), lte(nodeJoins.expiresAt, appNow)))
    .returning({ tokenId: nodeJoins.tokenId });
  return expired.flatMap(({ tokenId }) => tokenId ?? []);
}
