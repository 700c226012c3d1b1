import type { RentalEventKind } from "@worldland/core/rental/eventSentence";
import { bigint, index, pgTable, text } from "drizzle-orm/pg-core";
import { appNow, instant } from "./columns.ts";
import { rentals } from "./rentals.ts";

/** A rental's history as people read it. */
export const rentalEvents = pgTable(
  "rental_events",
  {
    id: bigint("id", { mode: "bigint" }).primaryKey().generatedAlwaysAsIdentity(),
    rentalId: bigint("rental_id", { mode: "bigint" })
      .notNull()
      .references(() => rentals.id),
    kind: text("kind").$type<RentalEventKind>().notNull(),
    reason: text("reason"),
    /** Words of the cluster for operators and customers; null: none. Never a secret. */
    detail: text("detail"),
    who: text("who", { enum: ["customer", "provider", "operator", "platform", "chain", "cluster"] }).notNull(),
    at: instant("at").notNull().default(appNow),
  },
  (t) => [index("rental_events_rental").on(t.rentalId, t.id)],
);
