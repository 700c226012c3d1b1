import { and, asc, eq, inArray, max, sql } from "drizzle-orm";
import type { Database, Executor } from "../database.ts";
import { rentals } from "../schema/rentals.ts";
import { vaultIntents } from "../schema/vaultIntents.ts";
import { vaultTransactions } from "../schema/vaultTransactions.ts";

/** A transaction as its key signed it; `hash` is that of `raw`. */
export type SignedTransaction = { readonly hash: string; readonly raw: string; readonly maxFeePerGas: bigint };

export type ReservedTransaction = SignedTransaction & { readonly id: bigint; readonly nonce: number };

/**
 * Gives intents a nonce and stores the signed transaction before anybody broadcasts it, so that after a crash the same
 * bytes are sent again. `sign` gets the nonce and must only sign, with no network: the transaction is open around it.
 * `chainNonce` is the account's transaction count at the head; a fresh database starts there. Null when one of the
 * intents is no longer planned for this key, or opens or extends a rental that has ended: plan again.
 */
export async function reserveTransaction(
  db: Database,
  input: {
    operator: string;
    intentIds: readonly bigint[];
    chainNonce: number;
    sign: (nonce: number) => Promise<SignedTransaction>;
  },
): Promise<ReservedTransaction | null> {
  const { operator, intentIds } = input;
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`operator:${operator}`}, 0))`);
    if (!(await lockWanted(tx, intentIds))) return null;
    const wanted = await tx
      .select({ id: vaultIntents.id })
      .from(vaultIntents)
      .where(
        and(
          inArray(vaultIntents.id, [...intentIds]),
          eq(vaultIntents.operator, operator),
          eq(vaultIntents.state, "planned"),
        ),
      )
      .orderBy(asc(vaultIntents.id))
      .for("no key update");
    if (wanted.length === 0 || wanted.length !== intentIds.length) return null;
    const [last] = await tx
      .select({ nonce: max(vaultTransactions.nonce) })
      .from(vaultTransactions)
      .where(eq(vaultTransactions.operator, operator));
    const nonce = Math.max(input.chainNonce, (last?.nonce ?? -1) + 1);
    const { hash, raw, maxFeePerGas } = await input.sign(nonce);
    const [row] = await tx
      .insert(vaultTransactions)
      .values({ operator, nonce, hash, raw, maxFeePerGas })
      .returning({ id: vaultTransactions.id });
    if (row === undefined) throw new Error("an insert returned nothing");
    await tx
      .update(vaultIntents)
      .set({ state: "sent", transactionId: row.id, refusal: null, refusedAtBlock: null })
      .where(
        inArray(
          vaultIntents.id,
          wanted.map((intent) => intent.id),
        ),
      );
    return { id: row.id, nonce, hash, raw, maxFeePerGas };
  });
}

/**
 * False when a rental that would be opened or extended has ended: it may have ended while its intent was being planned,
 * and what it had reserved is given back. Held until the signature is stored, so that whoever ends it then sees that.
 */
async function lockWanted(tx: Executor, intentIds: readonly bigint[]): Promise<boolean> {
  const beginning = tx
    .select({ id: vaultIntents.rentalId })
    .from(vaultIntents)
    .where(and(inArray(vaultIntents.id, [...intentIds]), inArray(vaultIntents.kind, ["open", "extend"])));
  const found = await tx
    .select({ endedAt: rentals.endedAt })
    .from(rentals)
    .where(inArray(rentals.id, beginning))
    .orderBy(asc(rentals.id))
    .for("share");
  return found.every(({ endedAt }) => endedAt === null);
}
