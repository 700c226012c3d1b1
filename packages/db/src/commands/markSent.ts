import { eq } from "drizzle-orm";
import type { Database } from "../database.ts";
import { appNow } from "../schema/columns.ts";
import { vaultTransactions } from "../schema/vaultTransactions.ts";

/** A node of the chain took the transaction. It may still be dropped: it stays `sent` until a block has it. */
export async function markSent(db: Database, transactionId: bigint): Promise<void> {
  await db.update(vaultTransactions).set({ sentAt: appNow }).where(eq(vaultTransactions.id, transactionId));
}
