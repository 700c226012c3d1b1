import { sql } from "drizzle-orm";
import type { Executor } from "../../database.ts";

/** Balances of ledger accounts and the scanned block at which they hold, read in one snapshot. */
export type LedgerAt = {
  readonly number: bigint;
  readonly hash: string | null;
  /** The vault's token; the zero address for the chain's own coin. */
  readonly token: string;
  /** Every asked account; 0 for one never seen. */
  readonly balances: ReadonlyMap<string, bigint>;
  /** Of all accounts: anything but 0 is a fault. */
  readonly sum: bigint;
};

/** What a monitor compares with the vault at the same block. Names as in core's ledger. Null before a vault is adopted. */
export async function ledgerAt(db: Pick<Executor, "execute">, names: readonly string[]): Promise<LedgerAt | null> {
  const { rows } = await db.execute<{
    number: string;
    hash: string | null;
    token: string;
    sum: string;
    balances: Record<string, string>;
  }>(sql`
    select scanned_number::text as number, scanned_hash as hash, token,
           (select coalesce(sum(balance), 0)::text from ledger_accounts) as sum,
           (select coalesce(json_object_agg(name, balance::text), '{}'::json) from ledger_accounts
             where name = any(${sql.param([...names])})) as balances
      from chain_state`);
  const row = rows[0];
  if (row === undefined) return null;
  const balances = new Map(names.map((name) => [name, BigInt(row.balances[name] ?? "0")]));
  return { number: BigInt(row.number), hash: row.hash, token: row.token, balances, sum: BigInt(row.sum) };
}
