import { addSeconds, earlier } from "@worldland/core/time";
import { sql } from "drizzle-orm";
import { inService, ownerOfRental } from "../chain/ownerKey.ts";
import { usedSecondsSql } from "../chain/usedSecondsSql.ts";
import { readClock } from "../clock.ts";
import type { Database } from "../database.ts";
import { chainState } from "../schema/chainState.ts";

/** An hour early, so that a running rental is settled at least once a day, waiting for company and blocks included. */
const SETTLE_EVERY_S = 23 * 3600;
/** Nobody waits for an interim settlement: it may wait this long until a full batch has come together. */
const SETTLEMENT_WAIT_S = 600;

/**
 * Plans the interim settlement of running rentals whose last one (or opening) was a day ago: proven seconds only, all in
 * one statement. Writes nothing where nothing is due. Answers how many it planned.
 */
export async function planSettlements(db: Database, input: { operator: string }): Promise<number> {
  return db.transaction(async (tx) => {
    const [chain] = await tx.select().from(chainState).for("no key update");
    if (chain?.headAt == null) return 0;
    const now = await readClock(tx);
    const before = addSeconds(now, -SETTLE_EVERY_S).toISOString();
    const end = earlier(now, chain.headAt).toISOString();
    const operator = await inService(tx, input.operator);
    const { rowCount } = await tx.execute(sql`
      insert into vault_intents (purpose, kind, rental_id, seconds, operator, due_at)
      select 'settle:' || r.id || ':' || s.seconds, 'settle', r.id, s.seconds, ${ownerOfRental(operator)},
             ${addSeconds(now, SETTLEMENT_WAIT_S).toISOString()}::timestamptz
        from rentals r cross join lateral (select ${usedSecondsSql(sql`${end}::timestamptz`)} as seconds) s
       where r.vault_state = 'open' and r.ended_at is null and r.vault_opened_at < ${before}::timestamptz
         and s.seconds > r.vault_used_s
         and not exists (
           select from vault_intents i
            where i.rental_id = r.id and i.kind = 'settle'
              and (i.state in ('planned', 'sent') or i.created_at > ${before}::timestamptz))
      on conflict (purpose) do nothing`);
    return rowCount ?? 0;
  });
}
