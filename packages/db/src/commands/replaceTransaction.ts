import { eq } from "drizzle-orm";
import type { Database } from "../database.ts";
import { vaultTransactions } from "../schema/vaultTransactions.ts";
import type { ReservedTransaction, SignedTransaction } from "./reserveTransaction.ts";

/**
 * Signs a transaction that is not mined again at its nonce, with a higher fee; its earlier hashes are remembered, as
 * one of them may still be the one that is mined. `sign` must only sign. Null when it is no longer waiting, or no longer
 * the one with `hash`: another worker of the same key was quicker.
 */
export async function replaceTransaction(
  db: Database,
  input: { transactionId: bigint; hash: string; sign: (nonce: number) => Promise<SignedTransaction> },
): Promise<ReservedTransaction | null> {
  const { transactionId: id } = input;
  return db.transaction(async (tx) => {
    const [row] = await tx.select().from(vaultTransactions).where(eq(vaultTransactions.id, id)).for("no key update");
    if (row === undefined || row.state !== "sent" || row.hash !== input.hash) return null;
    const { hash, raw, maxFeePerGas } = await input.sign(row.nonce);
    if (maxFeePerGas <= row.maxFeePerGas) throw new Error("a replacement must offer a higher fee");
    const earlierHashes = [...row.earlierHashes, row.hash];
    await tx
      .update(vaultTransactions)
      .set({ hash, raw, maxFeePerGas, earlierHashes, sentAt: null })
      .where(eq(vaultTransactions.id, id));
    return { id, nonce: row.nonce, hash, raw, maxFeePerGas };
  });
}
