import { sql } from "drizzle-orm";
import type { Database } from "../../database.ts";

/**
 * Makes Postgres itself look at the end of every transaction that moved money or promised it, for tests: everything
 * sums to zero, the account is what its postings make it, nobody is overdrawn, nothing is promised twice, and no
 * budget is exceeded. A transaction that breaks this fails.
 */
export async function watchLedger(db: Database): Promise<{ checks(): Promise<number> }> {
  await db.execute(sql`create sequence watched`);
  await db.execute(WATCH);
  for (const table of ["ledger_accounts", "reservations"]) {
    await db.execute(sql`
      create constraint trigger watch after insert or update on ${sql.identifier(table)}
        deferrable initially deferred for each row execute function watch_ledger()`);
  }
  return {
    async checks() {
      const { rows } = await db.execute<{ checks: number }>(sql`select last_value::int as checks from watched`);
      return rows[0]?.checks ?? 0;
    },
  };
}

/** One statement reads all, so that it is one moment, whatever commits beside it. */
const WATCH = sql`
  create function watch_ledger() returns trigger language plpgsql as $$
  declare
    account text := case tg_table_name when 'ledger_accounts' then to_jsonb(new) ->> 'name'
                                       else 'account:' || (to_jsonb(new) ->> 'customer') end;
    seen record;
  begin
    perform nextval('watched');
    select (select sum(balance) from ledger_accounts) as total,
           (select balance from ledger_accounts where name = account) as balance,
           (select coalesce(sum(amount), 0) from postings where destination = account)
             - (select coalesce(sum(amount), 0) from postings where source = account) as posted,
           (select coalesce(sum(amount), 0) from reservations
             where 'account:' || customer = account and ended_at is null) as promised,
           (select count(*) from session_grants g
             where 'account:' || g.customer = account
               and g.spent + (select coalesce(sum(r.amount), 0) from reservations r
                               where r.customer = g.customer and r.session_key = g.key and r.ended_at is null)
                   > g.spend_limit) as exceeded
      into seen;
    if seen.total <> 0 then raise exception 'the ledger sums to %', seen.total; end if;
    if seen.balance <> seen.posted then
      raise exception '% is % and its postings make %', account, seen.balance, seen.posted;
    end if;
    if account not like 'world:%' and seen.balance < seen.promised then
      raise exception '% has % and promised %', account, seen.balance, seen.promised;
    end if;
    if seen.exceeded > 0 then raise exception '% exceeds a budget', account; end if;
    return null;
  end $$`;
