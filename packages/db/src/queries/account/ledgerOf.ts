import { accountOf, type PostingKind } from "@worldland/core/ledger";
import { and, desc, eq, getTableColumns, inArray, lt, type SQL, sql } from "drizzle-orm";
import { isFinal } from "../../chain/isFinal.ts";
import type { Executor } from "../../database.ts";
import { postings } from "../../schema/postings.ts";

export type PostingRow = typeof postings.$inferSelect & {
  /** At depth; until then it is seen, and a reorg may take it back. */
  readonly isFinal: boolean;
};

/**
 * Postings that touch a wallet, newest first: those of its own account, and the charges and fees of its rentals, which
 * move its holds. At most `limit`, older than posting `before`.
 */
export function ledgerOf(
  db: Executor,
  input: { wallet: string; kind?: PostingKind | undefined; before: bigint | null; limit: number },
): Promise<PostingRow[]> {
  const { wallet, kind, before, limit } = input;
  const account = accountOf(wallet);
  // Each branch is a walk down one index, cut off at the limit.
  const newest = (touches: SQL) => {
    const isWanted = and(
      touches,
      kind === undefined ? undefined : eq(postings.kind, kind),
      before === null ? undefined : lt(postings.id, before),
    );
    return sql`(select id from postings where ${isWanted} order by id desc limit ${limit})`;
  };
  const isCharge = sql`${eq(postings.customer, wallet)} and ${inArray(postings.kind, ["charge", "fee"])}`;
  const ids = [eq(postings.source, account), eq(postings.destination, account), isCharge].map(newest);
  return db
    .select({ ...getTableColumns(postings), isFinal: isFinal(postings.blockNumber) })
    .from(postings)
    .where(sql`${postings.id} in (${sql.join(ids, sql` union `)})`)
    .orderBy(desc(postings.id))
    .limit(limit);
}
