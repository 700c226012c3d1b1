import { sql } from "drizzle-orm";
import { bigint, index, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { address, appNow, instant, wei } from "./columns.ts";
import { rentals } from "./rentals.ts";

/** What a click sets aside until the vault has opened (or extended) the rental, or refused. */
export const reservations = pgTable(
  "reservations",
  {
    id: bigint("id", { mode: "bigint" }).primaryKey().generatedAlwaysAsIdentity(),
    rentalId: bigint("rental_id", { mode: "bigint" })
      .notNull()
      .references(() => rentals.id),
    purpose: text("purpose", { enum: ["open", "extend"] }).notNull(),
    /** New total term of an extension; the term of an opening. */
    maxSeconds: bigint("max_seconds", { mode: "number" }).notNull(),
    customer: address("customer").notNull(),
    /** Budget it is reserved from; null: signed by the customer. */
    sessionKey: address("session_key"),
    amount: wei("amount").notNull(),
    /** Signature of an extension; openings have theirs on the rental. */
    signature: text("signature"),
    deadline: instant("deadline").notNull(),
    createdAt: instant("created_at").notNull().default(appNow),
    /** Null while open. */
    endedAt: instant("ended_at"),
    /** mirrored: the vault holds it now. refused, cancelled, expired: given back. */
    outcome: text("outcome", { enum: ["mirrored", "refused", "cancelled", "expired"] }),
  },
  (t) => [
    uniqueIndex("reservations_opening").on(t.rentalId).where(sql`${t.purpose} = 'open'`),
    index("reservations_rental").on(t.rentalId),
    index("reservations_deadline").on(t.deadline).where(sql`${t.endedAt} is null`),
    index("reservations_open").on(t.customer).where(sql`${t.endedAt} is null`),
  ],
);
