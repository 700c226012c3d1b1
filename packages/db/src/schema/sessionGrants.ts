import { integer, pgTable, primaryKey } from "drizzle-orm/pg-core";
import { address, instant, wei } from "./columns.ts";

/** Budgets as the vault states them at the scanned head (`sessionKey()`), never derived. */
export const sessionGrants = pgTable(
  "session_grants",
  {
    customer: address("customer").notNull(),
    key: address("key").notNull(),
    limit: wei("spend_limit").notNull(),
    spent: wei("spent").notNull(),
    expiresAt: instant("expires_at").notNull(),
    /** `grantNonce` of the customer at the scanned head. */
    nonce: integer("nonce").notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.customer, t.key] })],
);
