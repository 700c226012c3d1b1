import { AUTO_EXTENSION_STOPS } from "@worldland/core/rental/autoExtension";
import { bigint, index, integer, pgTable, text } from "drizzle-orm/pg-core";
import { address, appNow, instant } from "./columns.ts";
import { rentals } from "./rentals.ts";

/** Rentals that are to keep running: extended by themselves from a budget, as long as it covers that. */
export const autoExtensions = pgTable(
  "auto_extensions",
  {
    rentalId: bigint("rental_id", { mode: "bigint" })
      .primaryKey()
      .references(() => rentals.id),
    /** The key whose budget pays. */
    sessionKey: address("session_key").notNull(),
    hours: integer("hours").notNull(),
    /** Asked for when so many seconds are left. */
    leadS: integer("lead_s").notNull(),
    /** No term that ends later is asked for; null: no such limit. */
    until: instant("until"),
    setAt: instant("set_at").notNull().default(appNow),
    /** Not looked at before. */
    nextTryAt: instant("next_try_at").notNull().default(appNow),
    /** Why the last try asked for nothing, told once; null: nothing stands in the way. */
    stopped: text("stopped", { enum: AUTO_EXTENSION_STOPS }),
  },
  (t) => [index("auto_extensions_next_try").on(t.nextTryAt)],
);
