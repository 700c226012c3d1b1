import { boolean, pgTable, text } from "drizzle-orm/pg-core";
import { address, appNow, instant } from "./columns.ts";

/** A wallet that contributes nodes. */
export const providers = pgTable("providers", {
  address: address("address").primaryKey(),
  name: text("name").notNull(),
  /** True: its new nodes need no look by the operator. */
  trusted: boolean("trusted").notNull().default(false),
  registeredAt: instant("registered_at").notNull().default(appNow),
});
