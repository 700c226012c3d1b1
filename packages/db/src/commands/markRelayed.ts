import { inArray } from "drizzle-orm";
import type { Database } from "../database.ts";
import { appNow } from "../schema/columns.ts";
import { outbox } from "../schema/outbox.ts";

/** The queue has these nudges. */
export async function markRelayed(db: Database, ids: readonly bigint[]): Promise<void> {
  if (ids.length === 0) return;
  await db
    .update(outbox)
    .set({ relayedAt: appNow })
    .where(inArray(outbox.id, [...ids]));
}
