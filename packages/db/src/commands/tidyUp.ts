import { sql } from "drizzle-orm";
import type { Database } from "../database.ts";

/** Nudges that were relayed and quotes that were never used are of no interest to anybody after this long. */
const KEPT = "1 day";

/** Deletes what nobody reads any more. Run now and then; safe to repeat. */
export async function tidyUp(db: Database): Promise<void> {
  await db.execute(sql`delete from outbox where relayed_at < app.now() - ${KEPT}::interval`);
  await db.execute(sql`delete from quotes where used_at is null and deadline < app.now() - ${KEPT}::interval`);
}
