import { and, asc, eq, getTableColumns, sql } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { vaultTransactions } from "../../schema/vaultTransactions.ts";

export type TransactionRow = typeof vaultTransactions.$inferSelect & {
  /** Intents wait for it. False: it fills a gap, or they were signed anew elsewhere since it failed on another branch. */
  readonly isWanted: boolean;
};

/** A key's transactions that are signed and not known to be mined, by nonce: to broadcast, ask after or replace. */
export function openTransactions(db: Executor, operator: string): Promise<TransactionRow[]> {
  // By the table's name: a column alone would be taken for the intent's own.
  const isWanted = sql<boolean>`exists (select from vault_intents i where i.transaction_id = ${vaultTransactions}.id)`;
  return db
    .select({ ...getTableColumns(vaultTransactions), isWanted })
    .from(vaultTransactions)
    .where(and(eq(vaultTransactions.operator, operator), eq(vaultTransactions.state, "sent")))
    .orderBy(asc(vaultTransactions.nonce));
}
