import type { ExtensionOrder, RentalOrder } from "@worldland/core/rental/order";
import { unixSeconds } from "@worldland/core/time";
import { and, asc, eq, gt, isNull, or } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { appNow } from "../../schema/columns.ts";
import { rentals } from "../../schema/rentals.ts";
import { reservations } from "../../schema/reservations.ts";

/** An order or extension that waits for the session key that pays it. */
export type OrderToSign = {
  readonly reservationId: bigint;
  readonly amount: bigint;
  readonly customer: string;
} & (
  | { readonly purpose: "open"; readonly order: RentalOrder }
  | { readonly purpose: "extend"; readonly extension: ExtensionOrder }
);

/** What a key still has to sign, oldest first: open reservations of live rentals whose deadline is ahead. */
export async function ordersToSign(db: Executor, sessionKey: string, limit: number): Promise<OrderToSign[]> {
  const rows = await db
    .select({ reservation: reservations, rental: rentals })
    .from(reservations)
    .innerJoin(rentals, eq(rentals.id, reservations.rentalId))
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
  return rows.map(({ reservation, rental }): OrderToSign => {
    const { id: reservationId, amount, customer, maxSeconds } = reservation;
    const deadline = unixSeconds(reservation.deadline);
    const { id: rentalId, provider, ratePerSecond } = rental;
    if (reservation.purpose === "extend") {
      return { reservationId, amount, customer, purpose: "extend", extension: { rentalId, maxSeconds, deadline } };
    }
    const order = { rentalId, customer, provider, ratePerSecond, maxSeconds, deadline };
    return { reservationId, amount, customer, purpose: "open", order };
  });
}
