import { and, eq, gt } from "drizzle-orm";
import type { Database } from "../database.ts";
import { appNow } from "../schema/columns.ts";
import { nodeJoins } from "../schema/nodeJoins.ts";

/** The sealed line of a provider's join, handed out once; null when there is none (yet, or any more). */
export async function takeJoinLine(
  db: Database,
  input: { provider: string; nodeName: string },
): Promise<string | null> {
  const isHis = and(eq(nodeJoins.nodeName, input.nodeName), eq(nodeJoins.provider, input.provider));
  return db.transaction(async (tx) => {
    const [row] = await tx
      .select({ line: nodeJoins.line })
      .from(nodeJoins)
      .where(and(isHis, eq(nodeJoins.state, "ready"), gt(nodeJoins.expiresAt, appNow)))
      .for("no key update");
    if (row?.line == null) return null;
    await tx.update(nodeJoins).set({ line: null }).where(isHis);
    return row.line;
  });
}
