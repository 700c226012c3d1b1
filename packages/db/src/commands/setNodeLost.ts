import { and, eq, isNull } from "drizzle-orm";
import { readClock } from "../clock.ts";
import type { Database } from "../database.ts";
import { rentals } from "../schema/rentals.ts";
import { changeNode } from "../steps/changeNode.ts";
import { recordRentalEvent } from "./recordRentalEvent.ts";

/**
 * The node's lease stands still: its offers vanish at once, and its live rentals begin to wait for it. Safe to repeat,
 * which also finishes what a crash in between left undone.
 */
export async function setNodeLost(db: Database, key: { clusterId: string; name: string }): Promise<void> {
  const now = await readClock(db);
  const node = await changeNode(db, key, ({ lostAt }) => (lostAt === null ? { lostAt: now } : null));
  if (node === null) return;
  const waiting = await db
    .select({ id: rentals.id })
    .from(rentals)
    .where(
      and(
        eq(rentals.clusterId, key.clusterId),
        eq(rentals.nodeName, key.name),
        isNull(rentals.goneAt),
        isNull(rentals.endedAt),
        isNull(rentals.nodeLostAt),
      ),
    );
  for (const { id } of waiting) {
    await recordRentalEvent(db, { rentalId: id, event: { type: "node_lost" }, who: "cluster" });
  }
}
