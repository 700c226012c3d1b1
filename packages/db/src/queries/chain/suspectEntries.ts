import { sql } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import type { SuspectEntry } from "../../schema/ledgerDifferences.ts";

export type Suspects = {
  /** Of the account's balance, what its entries do not explain; base units. */
  readonly unexplained: bigint;
  readonly entries: readonly SuspectEntry[];
};

/** So many of the newest are named where every entry is as the vault's events have it. */
const NEWEST = 10;

/**
 * Where a ledger account that differs from the vault may have gone wrong: its entries that no mirrored event says, or
 * says otherwise; where there is none, its newest, beside which an event may be missing. Reads all of its entries: for
 * faults only.
 */
export async function suspectEntries(db: Pick<Executor, "execute">, account: string): Promise<Suspects> {
  const { rows } = await db.execute<{ unexplained: string; entries: SuspectEntry[] | null }>(sql`
    with own as materialized (
      select p.*, e.name as event, ${said} as said, opening.args as opening,
             row_number() over (partition by p.block_hash, p.log_index, p.kind order by p.id) as copy
        from postings p
        left join vault_events e on e.block_hash = p.block_hash and e.log_index = p.log_index
        left join vault_events opening on opening.rental_id = e.rental_id and opening.name = 'RentalOpened'
       where ${account} in (p.source, p.destination)
    ),
    judged as (
      select *, case when event is null or copy > 1 then 'no_event'
                     when said is distinct from amount then 'other_amount' end as fault from own
    ),
    named as (
      (select * from judged where fault is not null order by id limit 100)
      union all
      (select * from judged where not exists (select from judged where fault is not null)
        order by id desc limit ${NEWEST})
    )
    select (coalesce((select balance from ledger_accounts where name = ${account}), 0)
            - coalesce((select sum(case when source = destination then 0 when destination = ${account} then amount
                                        else -amount end) from own), 0))::text as unexplained,
           (select json_agg(json_build_object(
              'posting', id::text, 'kind', kind, 'amount', amount::text, 'block', block_number::text,
              'transactionHash', transaction_hash, 'fault', coalesce(fault, 'newest')) order by id) from named) as entries`);
  return { unexplained: BigInt(rows[0]?.unexplained ?? "0"), entries: rows[0]?.entries ?? [] };
}

/** What the event at the posting's place moves between the posting's accounts; null: nothing. */
const said = sql`
  case
    when e.name = 'Deposited' and p.kind = 'deposit' and p.destination = 'account:' || (e.args ->> 'account')
      then (e.args ->> 'amount')::numeric
    when e.name = 'Withdrawn' and p.kind = 'withdrawal' and p.source = 'account:' || (e.args ->> 'account')
      then (e.args ->> 'amount')::numeric
    when p.rental_id is distinct from e.rental_id then null
    when e.name = 'RentalOpened' and p.kind = 'hold' and p.source = 'account:' || (e.args ->> 'customer')
      then (e.args ->> 'ratePerSecond')::numeric * (e.args ->> 'maxSeconds')::numeric
    when e.name = 'RentalExtended' and p.kind = 'hold' and p.source = 'account:' || (opening.args ->> 'customer')
      then (opening.args ->> 'ratePerSecond')::numeric
        * ((e.args ->> 'maxSeconds')::numeric - (e.before ->> 'maxSeconds')::numeric)
    when e.name = 'RentalSettled' and p.kind = 'charge' and p.destination = 'account:' || (opening.args ->> 'provider')
      then (e.args ->> 'charge')::numeric - (e.args ->> 'fee')::numeric
    when e.name = 'RentalSettled' and p.kind = 'fee' then (e.args ->> 'fee')::numeric
    when e.name = 'RentalClosed' and p.kind = 'refund' and p.destination = 'account:' || (opening.args ->> 'customer')
      then (e.args ->> 'refund')::numeric
  end`;
