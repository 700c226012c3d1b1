import { PERIODS } from "@worldland/core/limits";
import { addSeconds } from "@worldland/core/time";
import { and, eq, isNull, lte } from "drizzle-orm";
import { readClock } from "../clock.ts";
import type { Database } from "../database.ts";
import { leftOnNode } from "../queries/worker/leftOnNode.ts";
import { nodes } from "../schema/nodes.ts";
import { changeNode } from "../steps/changeNode.ts";

/**
 * Nodes of a cluster that came back long enough ago, with no pod of an ended rental left on them, are rented out again.
 * Answers their names. Safe to repeat.
 */
export async function liftFences(db: Database, clusterId: string): Promise<readonly string[]> {
  const longAgo = addSeconds(await readClock(db), -PERIODS.fenceS);
  const fenced = await db
    .select({ name: nodes.name, provider: nodes.provider })
    .from(nodes)
    .where(and(eq(nodes.clusterId, clusterId), isNull(nodes.lostAt), lte(nodes.fencedSince, longAgo)));
  const lifted: string[] = [];
  for (const { name, provider } of fenced) {
    if (await leftOnNode(db, { clusterId, name, provider }, null)) continue;
    // Lost and back again meanwhile: its time begins anew.
    const node = await changeNode(db, { clusterId, name }, ({ lostAt, fencedSince }) =>
      lostAt === null && fencedSince !== null && fencedSince <= longAgo ? { fencedSince: null } : null,
    );
    if (node?.lostAt === null && node.fencedSince === null) lifted.push(name);
  }
  return lifted;
}
