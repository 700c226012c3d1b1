import { sql } from "drizzle-orm";
import type { Executor } from "../database.ts";

/** One ledger account's change: base units, and whose money it is (null: the world's). */
export type Movement = { readonly name: string; readonly owner: string | null; readonly amount: bigint };

/**
 * Applies movements to the ledger's accounts, netted per account and locked in the order of their names. The schema
 * refuses whatever would overdraw an account.
 */
export async function moveBalances(tx: Executor, movements: readonly Movement[]): Promise<void> {
  const owners = new Map<string, string | null>();
  const net = new Map<string, bigint>();
  for (const { name, owner, amount } of movements) {
    owners.set(name, owner ?? owners.get(name) ?? null);
    net.set(name, (net.get(name) ?? 0n) + amount);
  }
  const names = [...net.keys()].sort();
  if (names.length === 0) return;
  const namesOf = sql`${sql.param(names)}::text[]`;
  const ownersOf = sql`${sql.param(names.map((name) => owners.get(name) ?? null))}::text[]`;
  const amountsOf = sql`${sql.param(names.map((name) => `${net.get(name) ?? 0n}`))}::numeric[]`;
  await tx.execute(sql`
    insert into ledger_accounts (name, owner)
    select name, owner from unnest(${namesOf}, ${ownersOf}) as account (name, owner)
        on conflict do nothing`);
  await tx.execute(
    sql`select from ledger_accounts where name = any(${namesOf}) order by name collate "C" for no key update`,
  );
  await tx.execute(sql`
    update ledger_accounts as account set balance = account.balance + change.amount
      from unnest(${namesOf}, ${amountsOf}) as change (name, amount)
     where account.name = change.name and change.amount <> 0`);
}

/** The wallets whose own accounts moved. */
export function walletsOf(movements: readonly Movement[]): readonly string[] {
  const wallets = movements.flatMap(({ name, owner }) =>
    owner !== null && name.startsWith("account:") ? [owner] : [],
  );
  return [...new Set(wallets)];
}

/** The owner column of an account that is a wallet's own. */
export function ownerOf(name: string, customer: string | null): string | null {
  if (name.startsWith("account:")) return name.slice("account:".length);
  return name.startsWith("hold:") ? customer : null;
}
