import { bigint, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant } from "./columns.ts";
import { rentals } from "./rentals.ts";

/** Stretches of a running rental that nobody pays for. `gift` pauses are derived from the vault, not stored. */
export const rentalPauses = pgTable(
  "rental_pauses",
  {
    rentalId: bigint("rental_id", { mode: "bigint" })
      .notNull()
      .references(() => rentals.id),
    from: instant("from_at").notNull(),
    to: instant("to_at").notNull(),
    reason: text("reason", { enum: ["unreachable", "prober_away", "gift"] }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.rentalId, t.from] })],
);
