import type { ExtensionOrder, RentalOrder } from "@worldland/core/rental/order";
import { unixSeconds } from "@worldland/core/time";
import { and, asc, eq, gt, isNull, or, sql } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { appNow } from "../../schema/columns.ts";
import { offers } from "../../schema/offers.ts";
import { rentals } from "../../schema/rentals.ts";
import { reservations } from "../../schema/reservations.ts";

/** An order or extension that waits for the session key that pays it. */
export type OrderToSign = {
  readonly reservationId: bigint;
  /** As the click reserved it; the signer computes its own. */
  readonly amount: bigint;
  readonly customer: string;
  /** Wei per second of the rental. */
  readonly ratePerSecond: bigint;
  /** Term in force, which an extension lengthens. */
  readonly durationS: number;
  /** Whose offer it is: the order must name the same provider. */
  readonly offerProvider: string;
  /** Open reservations of the same budget that came before this one, in base units. */
  readonly reservedBefore: bigint;
} & (
  | { readonly purpose: "open"; readonly order: RentalOrder }
  | { readonly purpose: "extend"; readonly extension: ExtensionOrder }
);

/** What a key still has to sign, oldest first: open reservations of live rentals whose deadline is ahead. */
export async function ordersToSign(db: Executor, sessionKey: string, limit: number): Promise<OrderToSign[]> {
  const rows = await db
    .select({
      reservation: reservations,
      rental: rentals,
      offerProvider: offers.provider,
      reservedBefore: sql<string>`(
        select coalesce(sum(earlier.amount), 0)::text from reservations earlier
         where earlier.customer = ${reservations.customer} and earlier.session_key = ${reservations.sessionKey}
           and earlier.ended_at is null and earlier.id < ${reservations.id})`,
    })
    .from(reservations)
    .innerJoin(rentals, eq(rentals.id, reservations.rentalId))
    .innerJoin(offers, eq(offers.id, rentals.offerId))
    .where(
      and(
        eq(reservations.sessionKey, sessionKey),
        isNull(reservations.endedAt),
        isNull(rentals.endedAt),
        gt(reservations.deadline, appNow),
        or(
          and(eq(reservations.purpose, "open"), isNull(rentals.signature)),
          and(eq(reservations.purpose, "extend"), isNull(reservations.signature)),
        ),
      ),
    )
    .orderBy(asc(reservations.id))
    .limit(limit);
  return rows.map(({ reservation, rental, offerProvider, ...row }): OrderToSign => {
    const { id: reservationId, amount, customer, maxSeconds } = reservation;
    const { durationS } = rental;
    const reservedBefore = BigInt(row.reservedBefore);
    const deadline = unixSeconds(reservation.deadline);
    const { id: rentalId, provider, ratePerSecond } = rental;
    const known = { reservationId, amount, customer, ratePerSecond, durationS, offerProvider, reservedBefore };
    if (reservation.purpose === "extend") {
      return { ...known, purpose: "extend", extension: { rentalId, maxSeconds, deadline } };
    }
    const order = { rentalId, customer, provider, ratePerSecond, maxSeconds, deadline };
    return { ...known, purpose: "open", order };
  });
}
