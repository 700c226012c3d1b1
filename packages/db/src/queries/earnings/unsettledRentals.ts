import type { Rental } from "@worldland/core/rental/rental";
import { and, eq, isNull, sql } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { rentalOf } from "../../rows/rentalRow.ts";
import { rentals } from "../../schema/rentals.ts";

export type UnsettledRental = {
  /** Without its pauses, which move no figure. */
  readonly rental: Rental;
  /** Share of its charges that is the platform's: the one it opened under, or today's before it opens. */
  readonly feeBps: number;
  /** Where it runs. */
  readonly clusterId: string;
  readonly nodeName: string;
};

/** {@link UnsettledRental.feeBps} of a row of `rentals`. */
export const feeOpenedUnder = sql<number>`coalesce((
  select (e.args ->> 'feeBps')::int from vault_events e
   where e.rental_id = rentals.id and e.name = 'RentalOpened'
), (select fee_bps from chain_state), 0)`;

/** Rentals of a customer, or on a provider's nodes, for which the vault may still have to move money. */
export async function unsettledRentals(
  db: Executor,
  party: "customer" | "provider",
  wallet: string,
): Promise<UnsettledRental[]> {
  const rows = await db
    .select({ row: rentals, feeBps: feeOpenedUnder })
    .from(rentals)
    .where(and(eq(rentals[party], wallet), isNull(rentals.settledAt)));
  return rows.map(({ row, feeBps }) => {
    const { clusterId, nodeName } = row;
    return { rental: rentalOf(row, []), feeBps, clusterId, nodeName };
  });
}
