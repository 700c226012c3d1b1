import { accountOf } from "@worldland/core/ledger";
import { and, desc, eq, sql } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { chainState } from "../../schema/chainState.ts";
import { postings } from "../../schema/postings.ts";

export type YoungDeposit = {
  readonly transactionHash: string;
  readonly amount: bigint;
  /** Blocks so far, the event's own included; spendable at `confirmations`. */
  readonly depth: number;
  readonly confirmations: number;
  /** The block's time. */
  readonly at: Date;
};

/** Deposits of a lower-case address that are mirrored and not yet deep enough to be spent, newest first. */
export function youngDeposits(db: Executor, address: string): Promise<YoungDeposit[]> {
  return db
    .select({
      transactionHash: postings.transactionHash,
      amount: postings.amount,
      depth: sql<number>`(${chainState.scannedNumber} + 1 - ${postings.blockNumber})::int`,
      confirmations: chainState.confirmations,
      at: postings.at,
    })
    .from(postings)
    .innerJoin(chainState, sql`${postings.blockNumber} > ${chainState.scannedNumber} + 1 - ${chainState.confirmations}`)
    .where(and(eq(postings.destination, accountOf(address)), eq(postings.kind, "deposit")))
    .orderBy(desc(postings.id));
}
