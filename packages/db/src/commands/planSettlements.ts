import { addSeconds, earlier } from "@worldland/core/time";
import { sql } from "drizzle-orm";
import { inService } from "../chain/ownerKey.ts";
import { usedSecondsSql } from "../chain/usedSecondsSql.ts";
import { readClock } from "../clock.ts";
import type { Database } from "../database.ts";
import { chainState } from "../schema/chainState.ts";

/** An hour early, so that a running rental is settled at least once a day, waiting for company and blocks included. */
const SETTLE_EVERY_S = 23 * 3600;
/** Nobody waits for an interim settlement: it may wait this long until a full batch has come together. */
const SETTLEMENT_WAIT_S = 600;
/** Planned in one statement: while it runs no block is mirrored. */
const AT_ONCE = 20_000;

/**
 * Plans the interim settlement of running rentals whose last one (or opening) was a day ago: proven seconds only, by
 * whole sets. Writes nothing where nothing is due. Answers how many it planned.
 */
export async function planSettlements(db: Database, { operator }: { operator: string }): Promise<number> {
  let planned = 0;
  for (let after: string | null = "0"; after !== null; ) {
    const set = await planSet(db, operator, after);
    planned += set.planned;
    after = set.last;
  }
  return planned;
}

/** The due rentals with the lowest ids beyond `after`. `last`: from where to go on; null: there are no more. */
async function planSet(
  db: Database,
  asked: string,
  after: string,
): Promise<{ readonly planned: number; readonly last: string | null }> {
  return db.transaction(async (tx) => {
    const [chain] = await tx.select().from(chainState).for("no key update");
    if (chain?.headAt == null) return { planned: 0, last: null };
    const now = await readClock(tx);
    const before = addSeconds(now, -SETTLE_EVERY_S).toISOString();
    const end = earlier(now, chain.headAt).toISOString();
    const operator = await inService(tx, asked);
    // Intents are read by rental, whatever the statistics say: a join over all of them may be one over millions.
    const { rows } = await tx.execute<{ looked: number; planned: number; last: string | null }>(sql`
      with due as materialized (
        select r.id, s.seconds, w.operator
          from rentals r
               cross join lateral (select ${usedSecondsSql(sql`${end}::timestamptz`)} as seconds) s
               cross join lateral (
                 select max(i.operator) filter (where i.kind = 'open') as operator,
                        bool_or(i.state in ('planned', 'sent') or i.created_at > ${before}::timestamptz)
                          filter (where i.kind = 'settle') as is_settled
                   from vault_intents i where i.rental_id = r.id) w
         where r.vault_state = 'open' and r.ended_at is null and r.vault_opened_at < ${before}::timestamptz
           and r.id > ${after}::bigint and s.seconds > r.vault_used_s and w.is_settled is not true
         order by r.id limit ${AT_ONCE}),
      made as (
        insert into vault_intents (purpose, kind, rental_id, seconds, operator, due_at, created_at)
        select 'settle:' || d.id || ':' || d.seconds, 'settle', d.id, d.seconds,
               coalesce(k.successor, d.operator, ${operator}),
               ${addSeconds(now, SETTLEMENT_WAIT_S).toISOString()}::timestamptz, ${now.toISOString()}::timestamptz
          from due d left join operator_keys k on k.operator = d.operator
        on conflict (purpose) do nothing returning 1)
      select (select count(*) from due)::int as looked, (select count(*) from made)::int as planned,
             (select max(id) from due)::text as last`);
    const { looked = 0, planned = 0, last = null } = rows[0] ?? {};
    return { planned, last: looked < AT_ONCE ? null : last };
  });
}
