import type { Scope } from "@worldland/core/wire/auth";
import { index, pgTable, text } from "drizzle-orm/pg-core";
import { address, appNow, instant } from "./columns.ts";

/** Keys with which programs act for a wallet, within their scopes. A deleted key has no row. */
export const apiKeys = pgTable(
  "api_keys",
  {
    id: text("id").primaryKey(),
    /** SHA-256 of the key, in hex. The key itself is nowhere. */
    keyHash: text("key_hash").notNull().unique(),
    wallet: address("wallet").notNull(),
    name: text("name").notNull(),
    scopes: text("scopes").array().$type<Scope[]>().notNull(),
    createdAt: instant("created_at").notNull().default(appNow),
    /** Written at most once a minute; null: never used. */
    lastUsedAt: instant("last_used_at"),
    /** Null: never. */
    expiresAt: instant("expires_at"),
  },
  (t) => [index("api_keys_wallet").on(t.wallet)],
);
