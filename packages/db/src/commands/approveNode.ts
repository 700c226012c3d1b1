import { Refusal } from "@worldland/core/refusal";
import { readClock } from "../clock.ts";
import type { Database } from "../database.ts";
import { changeNode } from "../steps/changeNode.ts";

/** The operator lets a node in: from now on it is rented out while it is ready. Refuses `not_found`. */
export async function approveNode(db: Database, input: { clusterId: string; name: string }): Promise<void> {
  const now = await readClock(db);
  const node = await changeNode(db, input, ({ approvedAt }) => (approvedAt === null ? { approvedAt: now } : null));
  if (node === null) throw new Refusal("not_found");
}
