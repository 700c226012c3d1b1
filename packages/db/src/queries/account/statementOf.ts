import { accountOf, type PostingKind } from "@worldland/core/ledger";
import { sql } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { type LedgerRow, ledgerOf, touching } from "./ledgerOf.ts";

/** Base units that moved into (or, negative, out of) a wallet's free balance and its holds. */
export type Change = { readonly balance: bigint; readonly held: bigint };

export type StatementSum = Change & {
  readonly kind: PostingKind;
  /** Null for deposits and withdrawals. */
  readonly rentalId: bigint | null;
  /** What its customer calls the rental, and what is rented; null where no row of ours knows it. */
  readonly name: string | null;
  readonly gpu: string | null;
  readonly isOwn: boolean;
  readonly isFinal: boolean;
};

export type Statement = {
  /** What had moved before `from`. */
  readonly opening: Change;
  /** What moved between, by kind and rental. */
  readonly sums: readonly StatementSum[];
  /** The newest of the entries between, at most `limit`. */
  readonly entries: readonly LedgerRow[];
  /** How many there are. */
  readonly count: number;
  readonly now: Date;
};

/** A wallet's movements in blocks from `from` to before `to`, and what went before, from one snapshot. */
export async function statementOf(
  db: Executor,
  input: { wallet: string; from: Date; to: Date; limit: number },
): Promise<Statement> {
  const { wallet, from, to, limit } = input;
  return db.transaction(
    async (tx) => {
      const { rows: before } = await tx.execute<{ balance: string; held: string; now: Date }>(sql`
        ${movedOf(wallet)}
        select coalesce(sum(balance), 0)::text as balance, coalesce(sum(held), 0)::text as held, app.now() as now
          from moved where at < ${from.toISOString()}`);
      const { rows } = await tx.execute<SumRow>(sql`
        ${movedOf(wallet)}
        select moved.kind, moved.rental_id::text as rental_id, moved.is_own, rentals.name,
               rentals.gpu_count || '× ' || rentals.gpu_model as gpu,
               sum(balance)::text as balance, sum(held)::text as held, count(*)::int as count,
               max(block_number) <= (select scanned_number + 1 - confirmations from chain_state) as is_final
          from moved left join rentals on rentals.id = moved.rental_id
         where moved.at >= ${from.toISOString()} and moved.at < ${to.toISOString()}
         group by moved.kind, moved.rental_id, moved.is_own, rentals.id`);
      const entries = await ledgerOf(tx, { wallet, from, to, before: null, limit });
      const [opening] = before;
      if (opening === undefined) throw new Error("a sum over everything answered nothing");
      return {
        opening: { balance: BigInt(opening.balance), held: BigInt(opening.held) },
        sums: rows.map(sumOf),
        entries,
        count: rows.reduce((sum, { count }) => sum + count, 0),
        now: new Date(opening.now),
      };
    },
    { isolationLevel: "repeatable read", accessMode: "read only" },
  );
}

type SumRow = {
  kind: PostingKind;
  rental_id: string | null;
  is_own: boolean;
  name: string | null;
  gpu: string | null;
  balance: string;
  held: string;
  count: number;
  is_final: boolean;
};

function sumOf({ kind, rental_id, is_own, name, gpu, balance, held, is_final }: SumRow): StatementSum {
  const rentalId = rental_id === null ? null : BigInt(rental_id);
  const change = { balance: BigInt(balance), held: BigInt(held) };
  return { kind, rentalId, name, gpu, isOwn: is_own, isFinal: is_final, ...change };
}

/** `moved`: the postings that touch a wallet, each once, with what it did to its balance and its holds. */
function movedOf(wallet: string) {
  const account = accountOf(wallet);
  const mine = touching(wallet).map((touches) => sql`select * from postings where ${touches}`);
  return sql`
    with mine as (${sql.join(mine, sql` union `)}), moved as (
      select id, kind, at, rental_id, block_number, rental_id is not null and customer = ${wallet} as is_own,
             case when destination = ${account} then amount else 0 end
               - case when source = ${account} then amount else 0 end as balance,
             case when customer is distinct from ${wallet} then 0
                  when destination = 'hold:' || rental_id then amount
                  when source = 'hold:' || rental_id then -amount else 0 end as held
        from mine
    )`;
}
