import { sql } from "drizzle-orm";
import type { Database } from "./database.ts";

/** Channel on which the relay is woken; it carries nothing. */
export const OUTBOX_CHANNEL = "outbox";

/**
 * Wakes the relay, as a statement of its own after commit: a NOTIFY inside a transaction would serialise commits. A
 * lost wake costs a poll interval, so a failure here is nobody's business.
 */
export async function wakeRelay(db: Database): Promise<void> {
  await db.execute(sql`select pg_notify(${OUTBOX_CHANNEL}, '')`).catch(() => undefined);
}
