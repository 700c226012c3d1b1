import { and, eq, isNotNull, isNull } from "drizzle-orm";
import { readClock } from "../clock.ts";
import type { Database } from "../database.ts";
import { leftOnNode } from "../queries/worker/leftOnNode.ts";
import { rentals } from "../schema/rentals.ts";
import { changeNode } from "../steps/changeNode.ts";
import { recordRentalEvent } from "./recordRentalEvent.ts";

/**
 * The node's lease moves again: rentals that still wait for it go on. It is fenced when a rental on it ended meanwhile,
 * whose containers may still run and hold its GPUs (`liftFences` ends that), and rented out as before otherwise. Safe to
 * repeat.
 */
export async function setNodeBack(db: Database, key: { clusterId: string; name: string }): Promise<void> {
  const now = await readClock(db);
  let lostSince: Date | null = null;
  let wasFenced = false;
  // Fenced first, looked at then: a pod that is forced away in this moment cannot slip through between the two.
  const node = await changeNode(db, key, ({ lostAt, fencedSince }) => {
    lostSince = lostAt;
    wasFenced = fencedSince !== null;
    return lostAt === null ? null : { lostAt: null, fencedSince: now };
  });
  if (node === null) return;
  if (lostSince !== null && !wasFenced && !(await leftOnNode(db, { ...key, provider: node.provider }, lostSince))) {
    await changeNode(db, key, ({ lostAt }) => (lostAt === null ? { fencedSince: null } : null));
  }
  const waiting = await db
    .select({ id: rentals.id })
    .from(rentals)
    .where(
      and(
        eq(rentals.clusterId, key.clusterId),
        eq(rentals.nodeName, key.name),
        isNull(rentals.goneAt),
        isNull(rentals.endedAt),
        isNotNull(rentals.nodeLostAt),
      ),
    );
  for (const { id } of waiting) {
    await recordRentalEvent(db, { rentalId: id, event: { type: "node_back" }, who: "cluster" });
  }
}
