import { accountOf, type PostingKind } from "@worldland/core/ledger";
import { and, desc, eq, getTableColumns, gte, inArray, lt, type SQL, sql } from "drizzle-orm";
import { isFinal } from "../../chain/isFinal.ts";
import type { Executor } from "../../database.ts";
import { postings } from "../../schema/postings.ts";
import { rentals } from "../../schema/rentals.ts";
import { ratePaid, settledCharge } from "./postingFacts.ts";

export type LedgerRow = typeof postings.$inferSelect & {
  /** At depth; until then it is seen, and a reorg may take it back. */
  readonly isFinal: boolean;
  /** Wei per second that its rental was opened at; null for deposits and withdrawals. */
  readonly ratePerSecond: bigint | null;
  /** Of charges and fees: what their settlement moved in all; null for all else. */
  readonly settled: bigint | null;
  /** What the customer calls the rental; null where no row of ours knows it. */
  readonly rentalName: string | null;
};

type LedgerFilter = {
  readonly kind?: PostingKind | undefined;
  readonly rentalId?: bigint | undefined;
  /** Block time, inclusive. */
  readonly from?: Date | undefined;
  /** Block time, exclusive. */
  readonly to?: Date | undefined;
};

/**
 * Postings that touch a wallet, newest first: those of its own account, and the charges and fees of its rentals, which
 * move its holds. At most `limit`, older than posting `before`.
 */
export function ledgerOf(
  db: Executor,
  input: LedgerFilter & { wallet: string; before: bigint | null; limit: number },
): Promise<LedgerRow[]> {
  const { wallet, before, limit } = input;
  const isWanted = and(wantedBy(input), before === null ? undefined : lt(postings.id, before));
  // Each branch is a walk down one index, cut off at the limit.
  const ids = touching(wallet).map(
    (touches) => sql`(select id from postings where ${and(touches, isWanted)} order by id desc limit ${limit})`,
  );
  return db
    .select({
      ...getTableColumns(postings),
      isFinal: isFinal(postings.blockNumber),
      ratePerSecond: ratePaid,
      settled: settledCharge,
      rentalName: rentals.name,
    })
    .from(postings)
    .leftJoin(rentals, eq(rentals.id, postings.rentalId))
    .where(sql`${postings.id} in (${sql.join(ids, sql` union `)})`)
    .orderBy(desc(postings.id))
    .limit(limit);
}

/** The three ways in which a posting can be a wallet's, each with an index of its own. A posting may be so in several. */
export function touching(wallet: string): readonly SQL[] {
  const account = accountOf(wallet);
  const isCharge = sql`${eq(postings.customer, wallet)} and ${inArray(postings.kind, ["charge", "fee"])}`;
  return [eq(postings.source, account), eq(postings.destination, account), isCharge];
}

function wantedBy({ kind, rentalId, from, to }: LedgerFilter): SQL | undefined {
  return and(
    kind === undefined ? undefined : eq(postings.kind, kind),
    rentalId === undefined ? undefined : eq(postings.rentalId, rentalId),
    from === undefined ? undefined : gte(postings.at, from),
    to === undefined ? undefined : lt(postings.at, to),
  );
}
