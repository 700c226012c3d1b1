import { sql } from "drizzle-orm";
import { inService, ownerOfRental, passOn } from "../chain/ownerKey.ts";
import { usedSecondsSql } from "../chain/usedSecondsSql.ts";
import { readClock } from "../clock.ts";
import type { Database, Executor } from "../database.ts";
import { chainState } from "../schema/chainState.ts";

/**
 * A closing waits this long for others to share its transaction: one block of WorldLand, which its refund waits for
 * anyway. One that its customer asked for waits for nobody.
 */
const CLOSING_WAIT_S = 10;
/** Real seconds without a look after which a key's worker is taken to be away: it looks every few seconds. */
const SILENT_S = 60;

/**
 * Writes down, once per purpose, what the vault is owed now: openings of signed orders, extensions, closings of what
 * has ended, grants to relay. What nobody wants any more and was not signed is cancelled. `operator` is the key (lower
 * case) that takes new rentals; a rental's later intents stay with the key that opened it. Safe to repeat.
 */
export async function planVaultWork(db: Database, input: { operator: string }): Promise<void> {
  await db.transaction(async (tx) => {
    // One planner at a time, and none while a block is mirrored: what is planned is what the scanned head says.
    const [chain] = await tx.select().from(chainState).for("no key update");
    if (chain === undefined) return;
    const now = (await readClock(tx)).toISOString();
    const operator = await inService(tx, input.operator);
    await passOn(tx);
    await cancelUnwanted(tx, now);
    if (await isForUs(tx, operator)) {
      await planOpenings(tx, operator, now);
      await planGrants(tx, operator, now);
    }
    await planExtensions(tx, operator, now);
    if (chain.headAt !== null) await planClosings(tx, operator, chain.headAt, now);
  });
}

/**
 * False while the key cannot pay and another can: that one's worker takes what is new. A key that can pay also takes
 * what nobody has signed yet from one that cannot, or whose worker is away.
 */
async function isForUs(tx: Executor, operator: string): Promise<boolean> {
  const able = sql`k.successor is null and k.state <> 'dry' and k.seen_at > clock_timestamp() - make_interval(secs => ${SILENT_S})`;
  const { rows } = await tx.execute<{ own: boolean; other: boolean; isDry: boolean }>(sql`
    select coalesce(bool_or(${able}) filter (where k.operator = ${operator}), false) as own,
           coalesce(bool_or(${able}) filter (where k.operator <> ${operator}), false) as other,
           coalesce(bool_or(k.state = 'dry') filter (where k.operator = ${operator}), false) as "isDry"
      from operator_keys k`);
  const { own = false, other = false, isDry = false } = rows[0] ?? {};
  if (own) {
    await tx.execute(sql`
      update vault_intents i set operator = ${operator}
        from operator_keys k
       where k.operator = i.operator and i.state = 'planned' and i.kind in ('open', 'grant')
         and k.operator <> ${operator} and not (${able})`);
  }
  return !(isDry && other);
}

async function cancelUnwanted(tx: Executor, now: string): Promise<void> {
  await tx.execute(sql`
    update vault_intents i set state = 'cancelled'
     where i.state = 'planned' and not case i.kind
       when 'open' then exists (
         select from rentals r join reservations v on v.rental_id = r.id and v.purpose = 'open' and v.ended_at is null
          where r.id = i.rental_id and r.ended_at is null and r.order_deadline > ${now}::timestamptz)
       when 'extend' then exists (
         select from rentals r join reservations v on v.rental_id = r.id and v.ended_at is null
          where i.purpose = 'extend:' || v.id and r.ended_at is null and v.deadline > ${now}::timestamptz)
       when 'grant' then exists (
         select from grant_requests g where g.id = i.grant_id and g.state = 'pending' and g.expires_at > ${now}::timestamptz)
       else exists (
         select from rentals r where r.id = i.rental_id and r.vault_state = 'open'
            and (i.kind = 'close' or r.ended_at is null))
       end`);
}

async function planOpenings(tx: Executor, operator: string, now: string): Promise<void> {
  await tx.execute(sql`
    insert into vault_intents (purpose, kind, rental_id, operator)
    select 'open:' || r.id, 'open', r.id, ${operator}
      from reservations v join rentals r on r.id = v.rental_id
     where v.purpose = 'open' and v.ended_at is null and r.ended_at is null and r.signature is not null
       and r.vault_state = 'unopened' and r.order_deadline > ${now}::timestamptz
     order by v.id
    on conflict (purpose) do nothing`);
}

async function planExtensions(tx: Executor, operator: string, now: string): Promise<void> {
  await tx.execute(sql`
    insert into vault_intents (purpose, kind, rental_id, seconds, operator)
    select 'extend:' || v.id, 'extend', r.id, v.max_seconds, ${ownerOfRental(operator)}
      from reservations v join rentals r on r.id = v.rental_id
     where v.purpose = 'extend' and v.ended_at is null and v.signature is not null and r.ended_at is null
       and r.vault_state = 'open' and v.deadline > ${now}::timestamptz
     order by v.id
    on conflict (purpose) do nothing`);
}

/** Grants bind in the order of their nonces, so of each customer's only the first is planned. */
async function planGrants(tx: Executor, operator: string, now: string): Promise<void> {
  await tx.execute(sql`
    insert into vault_intents (purpose, kind, grant_id, operator)
    select distinct on (customer) 'grant:' || id, 'grant', id, ${operator}
      from grant_requests
     where state = 'pending' and expires_at > ${now}::timestamptz
     order by customer, nonce, created_at
    on conflict (purpose) do nothing`);
}

/**
 * All at once, however many ended. A closing waits for a head whose time covers the seconds it reports; a planned one
 * follows a figure that moved. Pauses do not enter the figure: proven seconds do.
 */
async function planClosings(tx: Executor, operator: string, headAt: Date, now: string): Promise<void> {
  await tx.execute(sql`
    insert into vault_intents as i (purpose, kind, rental_id, seconds, operator, due_at, created_at)
    select 'close:' || r.id, 'close', r.id, s.seconds, coalesce(k.successor, w.operator, ${operator}),
           ${now}::timestamptz + make_interval(secs =>
             case r.end_reason when 'stopped_by_customer' then 0 else ${CLOSING_WAIT_S} end), ${now}::timestamptz
      from rentals r
           cross join lateral (select ${usedSecondsSql(sql`r.ended_at`)} as seconds) s
           cross join lateral (
             select max(i.operator) filter (where i.kind = 'open') as operator,
                    max(i.state) filter (where i.kind = 'close') as state,
                    max(i.seconds) filter (where i.kind = 'close') as seconds
               from vault_intents i where i.rental_id = r.id) w
           left join operator_keys k on k.operator = w.operator
     where r.vault_state = 'open' and r.ended_at is not null
       and r.vault_opened_at + make_interval(secs => s.seconds) <= ${headAt.toISOString()}::timestamptz
       and (w.state is null or w.state = 'cancelled' or (w.state = 'planned' and w.seconds <> s.seconds))
     order by r.id
    on conflict (purpose) do update
       set seconds = excluded.seconds, state = 'planned', operator = excluded.operator,
           due_at = case i.state when 'planned' then i.due_at else excluded.due_at end
     where i.state in ('planned', 'cancelled')`);
}
