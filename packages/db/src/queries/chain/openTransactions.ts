import { and, asc, eq } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { vaultTransactions } from "../../schema/vaultTransactions.ts";

export type TransactionRow = typeof vaultTransactions.$inferSelect;

/** A key's transactions that are signed and not known to be mined, by nonce: to broadcast, ask after or replace. */
export function openTransactions(db: Executor, operator: string): Promise<TransactionRow[]> {
  return db
    .select()
    .from(vaultTransactions)
    .where(and(eq(vaultTransactions.operator, operator), eq(vaultTransactions.state, "sent")))
    .orderBy(asc(vaultTransactions.nonce));
}
