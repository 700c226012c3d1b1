import { isNudge, type Nudge } from "@worldland/core/jobs";
import { asc, isNull } from "drizzle-orm";
import type { Database } from "../database.ts";
import { outbox } from "../schema/outbox.ts";

/**
 * The oldest nudges not yet relayed, at most `limit`. Nothing is claimed: whoever crashes before `markRelayed` leaves
 * them for the next, and two relays at once only nudge twice.
 */
export async function takeOutbox(db: Database, limit: number): Promise<{ id: bigint; nudge: Nudge }[]> {
  const rows = await db.select().from(outbox).where(isNull(outbox.relayedAt)).orderBy(asc(outbox.id)).limit(limit);
  return rows.flatMap(({ id, name, payload }) => {
    const nudge = { name, payload };
    return isNudge(nudge) ? [{ id, nudge }] : [];
  });
}
