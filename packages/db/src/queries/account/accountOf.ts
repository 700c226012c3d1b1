import { accountOf as ledgerAccountOf } from "@worldland/core/ledger";
import { larger, smaller } from "@worldland/core/money";
import type { Executor } from "../../database.ts";
import { fixed, sqlOf } from "../../fixedStatement.ts";

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

/** Columns of {@link SpendableRecord}: what decides how much may be spent. */
export const SPENDABLE = fixed`
  coalesce((select balance from ledger_accounts where name = ${"account"}), 0)::text as balance,
  coalesce((
    select sum(amount) from postings
     where destination = ${"account"} and kind = 'deposit'
       and block_number > (select scanned_number + 1 - confirmations from chain_state)
  ), 0)::text as young,
  coalesce((
    select sum(amount) from reservations where customer = ${"customer"} and ended_at is null
  ), 0)::text as reserved`;

export type SpendableRecord = { balance: string; young: string; reserved: string };

const ACCOUNT = fixed`
  select ${SPENDABLE},
         coalesce((
           select sum(balance) from ledger_accounts
            where owner = ${"customer"} and name like 'hold:%' and balance > 0
         ), 0)::text as holds`;

/** The account of a lower-case address; all zero for one never seen. */
export async function accountOf(db: Pick<Executor, "execute">, address: string): Promise<Account> {
  const asked = sqlOf(ACCOUNT, { account: ledgerAccountOf(address), customer: address });
  const { rows } = await db.execute<SpendableRecord & { holds: string }>(asked);
  const row = rows[0];
  if (row === undefined) throw new Error("a select without from answered nothing");
  const balance = BigInt(row.balance);
  const openHolds = BigInt(row.holds);
  const openReservations = BigInt(row.reserved);
  return {
    balance,
    available: availableOf(row),
    held: openHolds + openReservations,
    pending: smaller(BigInt(row.young), balance),
    openHolds,
    openReservations,
  };
}

export function availableOf({ balance, young, reserved }: SpendableRecord): bigint {
  return larger(0n, BigInt(balance) - BigInt(young) - BigInt(reserved));
}
