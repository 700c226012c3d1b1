import { sql } from "drizzle-orm";
import type { Database } from "../database.ts";

/** Relayed nudges, unused quotes, old challenges and answers are of no interest to anybody after this long. */
const KEPT = "1 day";
/** Runs of the monitor that found nothing; those that did are kept for good. */
const AUDITS_KEPT = "30 days";

/** Deletes what nobody reads any more. Run now and then; safe to repeat. */
export async function tidyUp(db: Database): Promise<void> {
  await db.execute(sql`delete from outbox where relayed_at < app.now() - ${KEPT}::interval`);
  await db.execute(sql`delete from quotes where used_at is null and deadline < app.now() - ${KEPT}::interval`);
  await db.execute(sql`delete from challenges where expires_at < app.now() - ${KEPT}::interval`);
  await db.execute(sql`delete from sessions where expires_at < app.now()`);
  await db.execute(sql`delete from ledger_audits where at < app.now() - ${AUDITS_KEPT}::interval and differences = 0`);
  await db.execute(sql`delete from rental_usage where at < app.now() - ${KEPT}::interval`);
  await db.execute(sql`delete from worker_endpoints where at < clock_timestamp() - ${KEPT}::interval`);
  await db.execute(sql`delete from idempotency_keys where created_at < app.now() - ${KEPT}::interval`);
}
