import { and, eq } from "drizzle-orm";
import type { Database } from "../database.ts";
import { tellLive } from "../live.ts";
import { nodeJoins } from "../schema/nodeJoins.ts";

/**
 * The worker made the token: its id, and the line to paste, sealed for one reading. False when the join is not asked
 * for (any more); the token should then be deleted.
 */
export async function storeJoinLine(
  db: Database,
  input: { nodeName: string; tokenId: string; line: string },
): Promise<boolean> {
  const { nodeName, tokenId, line } = input;
  return db.transaction(async (tx) => {
    const [row] = await tx
      .update(nodeJoins)
      .set({ tokenId, line, state: "ready" })
      .where(and(eq(nodeJoins.nodeName, nodeName), eq(nodeJoins.state, "asked")))
      .returning();
    if (row === undefined) return false;
    await tellLive(tx, [{ wallet: row.provider, kind: "node", id: `${row.clusterId}/${nodeName}` }]);
    return true;
  });
}
