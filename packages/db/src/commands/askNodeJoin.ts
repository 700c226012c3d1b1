import { newNodeName } from "@worldland/core/id";
import { PERIODS } from "@worldland/core/limits";
import { Refusal } from "@worldland/core/refusal";
import { addSeconds } from "@worldland/core/time";
import { and, eq, gt, inArray } from "drizzle-orm";
import { readClock } from "../clock.ts";
import type { Database } from "../database.ts";
import { nudge } from "../nudge.ts";
import { clusters } from "../schema/clusters.ts";
import { nodeJoins } from "../schema/nodeJoins.ts";
import { providers } from "../schema/providers.ts";
import { wakeRelay } from "../wake.ts";

/** Joins that one provider may have under way at once. */
const OPEN_JOINS = 20;

export type NodeJoinRow = typeof nodeJoins.$inferSelect;

/**
 * A provider wants to add a node: its name is preassigned here, and the worker makes the line to paste, sealed to
 * `sealedTo` (base64 SPKI, X25519) so that nobody else reads it. Refuses `not_found` (no such cluster, not a provider)
 * and `rate_limited`.
 */
export async function askNodeJoin(
  db: Database,
  input: { provider: string; clusterId: string; sealedTo: string },
): Promise<NodeJoinRow> {
  const { provider, clusterId, sealedTo } = input;
  const join = await db.transaction(async (tx) => {
    const now = await readClock(tx);
    const [known] = await tx.select().from(providers).where(eq(providers.address, provider)).for("no key update");
    const [cluster] = await tx.select({ id: clusters.id }).from(clusters).where(eq(clusters.id, clusterId));
    if (known === undefined) throw new Refusal("not_found", "Register as a provider first.");
    if (cluster === undefined) throw new Refusal("not_found", "There is no such cluster.");
    const isOpen = and(
      eq(nodeJoins.provider, provider),
      inArray(nodeJoins.state, ["asked", "ready"]),
      gt(nodeJoins.expiresAt, now),
    );
    if ((await tx.$count(nodeJoins, isOpen)) >= OPEN_JOINS) throw new Refusal("rate_limited");
    const expiresAt = addSeconds(now, PERIODS.joinTokenS);
    const [row] = await tx
      .insert(nodeJoins)
      .values({ nodeName: newNodeName(), clusterId, provider, sealedTo, expiresAt })
      .returning();
    if (row === undefined) throw new Error("an insert returned nothing");
    await nudge(tx, { name: "node.reconcile", payload: { nodeName: row.nodeName } });
    return row;
  });
  await wakeRelay(db);
  return join;
}
