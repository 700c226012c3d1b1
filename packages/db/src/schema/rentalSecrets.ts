import { bigint, pgTable, text } from "drizzle-orm/pg-core";
import { rentals } from "./rentals.ts";

/** Password hash, keys, environment and start script, sealed to the worker's key. Deleted when the rental ends. */
export const rentalSecrets = pgTable("rental_secrets", {
  rentalId: bigint("rental_id", { mode: "bigint" })
    .primaryKey()
    .references(() => rentals.id),
  /** Output of core/sealed `seal`; associated data is the decimal rental id. Plain form: JSON of WorkloadAccess. */
  sealed: text("sealed").notNull(),
});
