import { accountOf as ledgerAccountOf } from "@worldland/core/ledger";
import { larger, smaller } from "@worldland/core/money";
import { sql } from "drizzle-orm";
import type { Executor } from "../../database.ts";

/** Money of one wallet as the mirror and the reservations say, in base units. */
export type Account = {
  /** In the vault and in no hold, as mirrored. */
  readonly balance: bigint;
  /** What may be spent now: balance less young deposits less open reservations, never below 0. */
  readonly available: bigint;
  /** Open holds and open reservations. */
  readonly held: bigint;
  /** Deposits younger than the spendable depth, at most the balance. */
  readonly pending: bigint;
  readonly openHolds: bigint;
  readonly openReservations: bigint;
};

/** The account of a lower-case address; all zero for one never seen. */
export async function accountOf(db: Pick<Executor, "execute">, address: string): Promise<Account> {
  const account = ledgerAccountOf(address);
  const { rows } = await db.execute<{ balance: string; young: string; holds: string; reserved: string }>(sql`
    select
      coalesce((select balance from ledger_accounts where name = ${account}), 0)::text as balance,
      coalesce((
        select sum(amount) from postings
         where destination = ${account} and kind = 'deposit'
           and block_number > (select scanned_number + 1 - confirmations from chain_state)
      ), 0)::text as young,
      coalesce((
        select sum(balance) from ledger_accounts where owner = ${address} and name like 'hold:%' and balance > 0
      ), 0)::text as holds,
      coalesce((
        select sum(amount) from reservations where customer = ${address} and ended_at is null
      ), 0)::text as reserved`);
  const row = rows[0];
  if (row === undefined) throw new Error("a select without from answered nothing");
  return balancesOf(BigInt(row.balance), BigInt(row.young), BigInt(row.holds), BigInt(row.reserved));
}

function balancesOf(balance: bigint, young: bigint, openHolds: bigint, openReservations: bigint): Account {
  return {
    balance,
    available: larger(0n, balance - young - openReservations),
    held: openHolds + openReservations,
    pending: smaller(young, balance),
    openHolds,
    openReservations,
  };
}
