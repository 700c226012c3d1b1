import { and, eq, inArray } from "drizzle-orm";
import type { Database } from "../database.ts";
import { nodeJoins } from "../schema/nodeJoins.ts";

/** The node was approved and seen: its token is gone, and so is what is left of its line. */
export async function finishNodeJoin(db: Database, nodeName: string): Promise<void> {
  await db
    .update(nodeJoins)
    .set({ state: "joined", line: null })
    .where(and(eq(nodeJoins.nodeName, nodeName), inArray(nodeJoins.state, ["asked", "ready"])));
}
