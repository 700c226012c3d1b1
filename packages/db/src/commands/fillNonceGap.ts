import { and, eq, sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { vaultTransactions } from "../schema/vaultTransactions.ts";
import type { ReservedTransaction, SignedTransaction } from "./reserveTransaction.ts";

/**
 * The chain waits for a nonce that no transaction of ours has, and later ones wait behind it: stores one that does
 * nothing there. `sign` must only sign. Null when a transaction has that nonce, in whatever state.
 */
export async function fillNonceGap(
  db: Database,
  input: { operator: string; nonce: number; sign: (nonce: number) => Promise<SignedTransaction> },
): Promise<ReservedTransaction | null> {
  const { operator, nonce, sign } = input;
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`operator:${operator}`}, 0))`);
    const isTaken = and(eq(vaultTransactions.operator, operator), eq(vaultTransactions.nonce, nonce));
    if ((await tx.$count(vaultTransactions, isTaken)) > 0) return null;
    const { hash, raw, maxFeePerGas } = await sign(nonce);
    const [row] = await tx
      .insert(vaultTransactions)
      .values({ operator, nonce, hash, raw, maxFeePerGas })
      .returning({ id: vaultTransactions.id });
    if (row === undefined) throw new Error("an insert returned nothing");
    return { id: row.id, nonce, hash, raw, maxFeePerGas };
  });
}
