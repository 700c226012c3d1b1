import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { address, appNow, instant, wei } from "./columns.ts";

/** A signed SessionGrant waiting to be relayed. Limit 0 stops spending here at once; the chain binds when mined. */
export const grantRequests = pgTable("grant_requests", {
  id: text("id").primaryKey(),
  customer: address("customer").notNull(),
  key: address("key").notNull(),
  limit: wei("spend_limit").notNull(),
  expiresAt: instant("expires_at").notNull(),
  nonce: integer("nonce").notNull(),
  signature: text("signature").notNull(),
  state: text("state", { enum: ["pending", "mined", "refused"] })
    .notNull()
    .default("pending"),
  createdAt: instant("created_at").notNull().default(appNow),
});
