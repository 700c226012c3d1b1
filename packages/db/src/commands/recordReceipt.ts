import { and, eq, inArray } from "drizzle-orm";
import type { Database } from "../database.ts";
import { chainBlocks } from "../schema/chainBlocks.ts";
import { chainState } from "../schema/chainState.ts";
import { vaultIntents } from "../schema/vaultIntents.ts";
import { vaultTransactions } from "../schema/vaultTransactions.ts";

/**
 * What a receipt says of a transaction of ours. Succeeded: all its intents came true, also those that emitted no event.
 * Reverted: its intents are planned again, for the worker to send one by one. Receipts of blocks not mirrored yet are
 * left for later (false), so that a reorg can take back everything that was ever written; so are those of a branch that
 * the mirror is not on. `blockHash` null: it is final, whatever block it was.
 */
export async function recordReceipt(
  db: Database,
  input: { transactionId: bigint; hash: string; blockNumber: bigint; blockHash: string | null; succeeded: boolean },
): Promise<boolean> {
  const { transactionId, hash, blockNumber, succeeded } = input;
  return db.transaction(async (tx) => {
    const [chain] = await tx.select().from(chainState).for("no key update");
    if (chain === undefined || chain.scannedNumber < blockNumber) return false;
    // Hashes are kept near the head only; further down nothing moves any more.
    const [block] = await tx.select().from(chainBlocks).where(eq(chainBlocks.number, blockNumber));
    if (input.blockHash !== null && block !== undefined && block.hash !== input.blockHash) return false;
    const [row] = await tx
      .update(vaultTransactions)
      .set({ state: succeeded ? "mined" : "failed", minedNumber: blockNumber })
      .where(and(eq(vaultTransactions.id, transactionId), eq(vaultTransactions.state, "sent")))
      .returning();
    if (row === undefined) return true;
    if (row.hash !== hash) {
      const earlierHashes = [...row.earlierHashes.filter((earlier) => earlier !== hash), row.hash];
      await tx.update(vaultTransactions).set({ hash, earlierHashes }).where(eq(vaultTransactions.id, transactionId));
    }
    await tx
      .update(vaultIntents)
      .set(succeeded ? { state: "mined", minedNumber: blockNumber } : { state: "planned", transactionId: null })
      .where(and(eq(vaultIntents.transactionId, transactionId), inArray(vaultIntents.state, ["sent"])));
    return true;
  });
}
