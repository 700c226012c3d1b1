import { sql } from "drizzle-orm";
import type { Executor } from "../../database.ts";

/** What one run of the monitor looks at. */
export type AccountsToAudit = {
  /** Ledger accounts, the world's left out, each once. */
  readonly names: readonly string[];
  /** Where the round has come to; null: with this run every account has been looked at. */
  readonly reached: string | null;
};

/**
 * The accounts that the newest `moved` postings touched, which can have gone wrong lately; those that differed in the
 * last run; and the next `share` of a round through all, in the order of their names.
 */
export async function accountsToAudit(
  db: Pick<Executor, "execute">,
  { moved, share }: { readonly moved: number; readonly share: number },
): Promise<AccountsToAudit> {
  const { rows } = await db.execute<{ name: string; in_round: boolean }>(sql`
    with last as (select id, reached from ledger_audits order by id desc limit 1),
    newest as (select source, destination from postings order by id desc limit ${moved}),
    looked_at as (
      (select name, true as in_round from ledger_accounts
        where name > coalesce((select reached from last), '') and name not like 'world:%' order by name limit ${share})
      union all select source, false from newest
      union all select destination, false from newest
      union all select account, false from ledger_differences where audit_id = (select id from last)
    )
    select name, bool_or(in_round) as in_round from looked_at
     where name like 'account:%' or name like 'hold:%' group by name order by name`);
  const round = rows.filter((row) => row.in_round);
  return {
    names: rows.map(({ name }) => name),
    reached: round.length < share ? null : (round.at(-1)?.name ?? null),
  };
}
