import { index, pgTable, text } from "drizzle-orm/pg-core";
import { appNow, instant, wei } from "./columns.ts";
import { offers } from "./offers.ts";

/** Price history of an offer; the newest row equals the offer's prices. */
export const offerPrices = pgTable(
  "offer_prices",
  {
    offerId: text("offer_id")
      .notNull()
      .references(() => offers.id),
    gpuRate: wei("gpu_rate").notNull(),
    cpuRate: wei("cpu_rate").notNull(),
    memoryRate: wei("memory_rate").notNull(),
    storageRate: wei("storage_rate").notNull(),
    at: instant("at").notNull().default(appNow),
  },
  (t) => [index("offer_prices_offer").on(t.offerId, t.at)],
);
