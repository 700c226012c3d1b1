import { usedSecondsToReport } from "@worldland/core/rental/settlement";
import { addSeconds } from "@worldland/core/time";
import { and, asc, eq, isNotNull, sql } from "drizzle-orm";
import { readClock } from "../clock.ts";
import type { Database, Executor } from "../database.ts";
import { rentalOf } from "../rows/rentalRow.ts";
import { chainState } from "../schema/chainState.ts";
import { rentals } from "../schema/rentals.ts";
import { vaultIntents } from "../schema/vaultIntents.ts";

/** Closings planned at once; the rest follows with the next look. */
const CLOSINGS = 1000;

/**
 * Writes down, once per purpose, what the vault is owed now: openings of signed orders, extensions, closings of what
 * has ended, grants to relay. What nobody wants any more and was not signed is cancelled. `operator` is the key (lower
 * case) that takes new rentals; a rental's later intents stay with the key that opened it. Safe to repeat.
 */
export async function planVaultWork(db: Database, { operator }: { operator: string }): Promise<void> {
  await db.transaction(async (tx) => {
    // One planner at a time, and none while a block is mirrored: what is planned is what the scanned head says.
    const [chain] = await tx.select().from(chainState).for("no key update");
    if (chain === undefined) return;
    const now = await readClock(tx);
    await cancelUnwanted(tx, now);
    await planOpenings(tx, operator, now);
    await planExtensions(tx, operator, now);
    await planGrants(tx, operator, now);
    if (chain.headAt !== null) await planClosings(tx, operator, chain.headAt, now);
  });
}

async function cancelUnwanted(tx: Executor, now: Date): Promise<void> {
  const at = now.toISOString();
  await tx.execute(sql`
    update vault_intents i set state = 'cancelled'
     where i.state = 'planned' and not case i.kind
       when 'open' then exists (
         select from rentals r join reservations v on v.rental_id = r.id and v.purpose = 'open' and v.ended_at is null
          where r.id = i.rental_id and r.ended_at is null and r.order_deadline > ${at}::timestamptz)
       when 'extend' then exists (
         select from rentals r join reservations v on v.rental_id = r.id and v.ended_at is null
          where i.purpose = 'extend:' || v.id and r.ended_at is null and v.deadline > ${at}::timestamptz)
       when 'grant' then exists (
         select from grant_requests g where g.id = i.grant_id and g.state = 'pending' and g.expires_at > ${at}::timestamptz)
       else exists (
         select from rentals r where r.id = i.rental_id and r.vault_state = 'open'
            and (i.kind = 'close' or r.ended_at is null))
       end`);
}

async function planOpenings(tx: Executor, operator: string, now: Date): Promise<void> {
  await tx.execute(sql`
    insert into vault_intents (purpose, kind, rental_id, operator)
    select 'open:' || r.id, 'open', r.id, ${operator}
      from reservations v join rentals r on r.id = v.rental_id
     where v.purpose = 'open' and v.ended_at is null and r.ended_at is null and r.signature is not null
       and r.vault_state = 'unopened' and r.order_deadline > ${now.toISOString()}::timestamptz
     order by v.id
    on conflict (purpose) do nothing`);
}

async function planExtensions(tx: Executor, operator: string, now: Date): Promise<void> {
  await tx.execute(sql`
    insert into vault_intents (purpose, kind, rental_id, seconds, operator)
    select 'extend:' || v.id, 'extend', r.id, v.max_seconds, ${ownerOfRental(operator)}
      from reservations v join rentals r on r.id = v.rental_id
     where v.purpose = 'extend' and v.ended_at is null and v.signature is not null and r.ended_at is null
       and r.vault_state = 'open' and v.deadline > ${now.toISOString()}::timestamptz
     order by v.id
    on conflict (purpose) do nothing`);
}

/** Grants bind in the order of their nonces, so of each customer's only the first is planned. */
async function planGrants(tx: Executor, operator: string, now: Date): Promise<void> {
  await tx.execute(sql`
    insert into vault_intents (purpose, kind, grant_id, operator)
    select distinct on (customer) 'grant:' || id, 'grant', id, ${operator}
      from grant_requests
     where state = 'pending' and expires_at > ${now.toISOString()}::timestamptz
     order by customer, nonce, created_at
    on conflict (purpose) do nothing`);
}

/** A closing waits for a head whose time covers the seconds it reports; a planned one follows a figure that moved. */
async function planClosings(tx: Executor, operator: string, headAt: Date, now: Date): Promise<void> {
  const ended = await tx
    .select()
    .from(rentals)
    .where(and(eq(rentals.vaultState, "open"), isNotNull(rentals.endedAt)))
    .orderBy(asc(rentals.id))
    .limit(CLOSINGS);
  for (const row of ended) {
    // Pauses do not enter the figure: proven seconds do.
    const seconds = usedSecondsToReport(rentalOf(row, []), now);
    if (seconds === null || row.vaultOpenedAt === null || addSeconds(row.vaultOpenedAt, seconds) > headAt) continue;
    await tx
      .insert(vaultIntents)
      .values({
        purpose: `close:${row.id}`,
        kind: "close",
        rentalId: row.id,
        seconds,
        operator: sql`(select ${ownerOfRental(operator)} from (select ${row.id}::bigint as id) r)`,
      })
      .onConflictDoUpdate({
        target: vaultIntents.purpose,
        set: { seconds, state: "planned" },
        setWhere: sql`${vaultIntents.state} = 'cancelled' or (${vaultIntents.state} = 'planned' and ${vaultIntents.seconds} <> ${seconds})`,
      });
  }
}

/** The key that opened a rental (`r`), so that all its intents are in the order of one key's nonces. */
function ownerOfRental(operator: string) {
  return sql`coalesce((
    select o.operator from vault_intents o where o.rental_id = r.id and o.kind = 'open'
  ), ${operator})`;
}
