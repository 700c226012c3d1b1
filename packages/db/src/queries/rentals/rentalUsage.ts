import { and, desc, eq, gte, lt, sql } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { rentals } from "../../schema/rentals.ts";
import { feeOpenedUnder } from "../earnings/unsettledRentals.ts";
import { isBehind, type OwnRental, ownColumns } from "./ownRental.ts";

export type RentalUsage = OwnRental & {
  /** Fees that settlements have taken. */
  readonly settledFees: bigint;
  /** The platform's share of what is still to settle. */
  readonly feeBps: number;
};

/** A customer's rentals asked for from `from` to before `to`, newest first, `limit` of them. */
export async function rentalUsage(
  db: Executor,
  input: {
    customer: string;
    from: Date | undefined;
    to: Date | undefined;
    /** Only those behind this one; null: from the newest on. */
    after: { readonly requestedAt: Date; readonly rentalId: bigint } | null;
    limit: number;
  },
): Promise<RentalUsage[]> {
  const { customer, from, to, after, limit } = input;
  return db
    .select({
      ...ownColumns,
      feeBps: feeOpenedUnder,
      settledFees: sql<bigint>`coalesce((
        select sum(p.amount) from postings p where p.rental_id = rentals.id and p.kind = 'fee'
      ), 0)`.mapWith((sum: string) => BigInt(sum)),
    })
    .from(rentals)
    .where(
      and(
        eq(rentals.customer, customer),
        from === undefined ? undefined : gte(rentals.requestedAt, from),
        to === undefined ? undefined : lt(rentals.requestedAt, to),
        after === null ? undefined : isBehind(after),
      ),
    )
    .orderBy(desc(rentals.requestedAt), desc(rentals.id))
    .limit(limit);
}
