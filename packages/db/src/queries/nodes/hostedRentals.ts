import { accountOf } from "@worldland/core/ledger";
import { and, desc, eq, lt, sql } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import type { RentalRow } from "../../rows/rentalRow.ts";
import { rentals } from "../../schema/rentals.ts";
import { feeOpenedUnder } from "../earnings/unsettledRentals.ts";

export type HostedRental = {
  readonly row: RentalRow;
  /** Settled charges less fees so far. */
  readonly earned: bigint;
  /** The platform's share of what is still to settle. */
  readonly feeBps: number;
};

/** Rentals on a provider's nodes, or on one of them, newest first: at most `limit`, older than rental `before`. */
export async function hostedRentals(
  db: Executor,
  input: {
    provider: string;
    node: { readonly clusterId: string; readonly name: string } | null;
    before: bigint | null;
    limit: number;
  },
): Promise<HostedRental[]> {
  const { provider, node, before, limit } = input;
  const isThere =
    node === null ? undefined : and(eq(rentals.clusterId, node.clusterId), eq(rentals.nodeName, node.name));
  const isOlder = before === null ? undefined : lt(rentals.id, before);
  const rows = await db
    .select({
      row: rentals,
      feeBps: feeOpenedUnder,
      earned: sql<string>`coalesce((
        select sum(p.amount) from postings p
         where p.rental_id = rentals.id and p.kind = 'charge' and p.destination = ${accountOf(provider)}
      ), 0)::text`,
    })
    .from(rentals)
    .where(and(eq(rentals.provider, provider), isThere, isOlder))
    .orderBy(desc(rentals.id))
    .limit(limit);
  return rows.map(({ row, feeBps, earned }) => ({ row, feeBps, earned: BigInt(earned) }));
}
