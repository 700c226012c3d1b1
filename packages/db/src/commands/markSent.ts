import { and, eq } from "drizzle-orm";
import type { Database } from "../database.ts";
import { appNow } from "../schema/columns.ts";
import { vaultTransactions } from "../schema/vaultTransactions.ts";

/**
 * A node of the chain took the transaction, as it was signed with this hash. It may still be dropped: it stays `sent`
 * until a block has it. Says nothing of a replacement that another worker signed meanwhile.
 */
export async function markSent(db: Database, { id, hash }: { id: bigint; hash: string }): Promise<void> {
  await db
    .update(vaultTransactions)
    .set({ sentAt: appNow })
    .where(and(eq(vaultTransactions.id, id), eq(vaultTransactions.hash, hash)));
}
