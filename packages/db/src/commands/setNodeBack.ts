import { and, eq, isNotNull, isNull } from "drizzle-orm";
import type { Database } from "../database.ts";
import { rentals } from "../schema/rentals.ts";
import { changeNode } from "../steps/changeNode.ts";
import { recordRentalEvent } from "./recordRentalEvent.ts";

/** The node's lease moves again: it is rented out as before, and rentals that still wait for it go on. Safe to repeat. */
export async function setNodeBack(db: Database, key: { clusterId: string; name: string }): Promise<void> {
  const node = await changeNode(db, key, ({ lostAt }) => (lostAt === null ? null : { lostAt: null }));
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
        isNotNull(rentals.nodeLostAt),
      ),
    );
  for (const { id } of waiting) {
    await recordRentalEvent(db, { rentalId: id, event: { type: "node_back" }, who: "cluster" });
  }
}
