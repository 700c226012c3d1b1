import { and, inArray, lte } from "drizzle-orm";
import type { Database } from "../database.ts";
import { appNow } from "../schema/columns.ts";
import { nodeJoins } from "../schema/nodeJoins.ts";

/** Joins whose time is over; their names are never used again. Answers their token ids, to be deleted in the cluster. */
export async function expireNodeJoins(db: Database): Promise<string[]> {
  const expired = await db
    .update(nodeJoins)
    .set({ state: "expired", line: null })
    .where(and(inArray(nodeJoins.state, ["asked", "ready"]), lte(nodeJoins.expiresAt, appNow)))
    .returning({ tokenId: nodeJoins.tokenId });
  return expired.flatMap(({ tokenId }) => tokenId ?? []);
}
