import { and, eq, sql } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import type { RentalRow } from "../../rows/rentalRow.ts";
import { rentals } from "../../schema/rentals.ts";

/** A rental as its customer may see it, with what figures need beside the row. */
export type OwnRental = {
  readonly row: RentalRow;
  /** The click's money still waits for the opening. */
  readonly hasOpenReservation: boolean;
  /** An extension waits for its block. */
  readonly isExtending: boolean;
  /** The application's clock at reading. */
  readonly now: Date;
};

/** Null when there is none of that id, or it is another's: nobody may tell the two apart. */
export async function ownRental(db: Executor, customer: string, rentalId: bigint): Promise<OwnRental | null> {
  const [found] = await db.select(ownColumns).from(rentals).where(isOwn(customer, rentalId));
  return found ?? null;
}

export function isOwn(customer: string, rentalId: bigint) {
  return and(eq(rentals.id, rentalId), eq(rentals.customer, customer));
}

const openReservation = (purpose: "open" | "extend") => sql<boolean>`exists (
  select from reservations v where v.rental_id = rentals.id and v.purpose = ${purpose} and v.ended_at is null)`;

/** The columns of {@link OwnRental}, for every query that reads one. */
export const ownColumns = {
  row: rentals,
  hasOpenReservation: openReservation("open"),
  isExtending: openReservation("extend"),
  now: sql<Date>`app.now()`.mapWith(rentals.requestedAt),
};

/** Rentals that follow one in a list of the newest first. */
export function isBehind({ requestedAt, rentalId }: { readonly requestedAt: Date; readonly rentalId: bigint }) {
  return sql`(${rentals.requestedAt}, ${rentals.id}) < (${requestedAt.toISOString()}::timestamptz, ${rentalId}::bigint)`;
}
