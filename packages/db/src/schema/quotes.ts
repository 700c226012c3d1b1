import { bigint, integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { address, appNow, instant, wei } from "./columns.ts";
import { offers } from "./offers.ts";

/** A price and a reserved rental id for one request. Holds nothing; used once. */
export const quotes = pgTable("quotes", {
  rentalId: bigint("rental_id", { mode: "bigint" }).primaryKey(),
  customer: address("customer").notNull(),
  offerId: text("offer_id")
    .notNull()
    .references(() => offers.id),
  provider: address("provider").notNull(),
  ratePerSecond: wei("rate_per_second").notNull(),
  maxSeconds: integer("max_seconds").notNull(),
  /** The order's deadline on chain. */
  deadline: instant("deadline").notNull(),
  /** What an order binds besides the price. */
  resources: jsonb("resources")
    .$type<{ gpuCount: number; cpuCores: number; memoryGb: number; storageGb: number }>()
    .notNull(),
  usedAt: instant("used_at"),
  createdAt: instant("created_at").notNull().default(appNow),
});
