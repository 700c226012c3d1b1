import { index, pgTable, text } from "drizzle-orm/pg-core";
import { address, appNow, instant } from "./columns.ts";

/** Wallets that are signed in. A revoked session has no row. */
export const sessions = pgTable(
  "sessions",
  {
    id: text("id").primaryKey(),
    /** SHA-256 of the token, in hex. The token itself is nowhere. */
    tokenHash: text("token_hash").notNull().unique(),
    wallet: address("wallet").notNull(),
    /** What the client said of itself; null when it said nothing. */
    userAgent: text("user_agent"),
    createdAt: instant("created_at").notNull().default(appNow),
    /** Written at most once a minute. */
    lastUsedAt: instant("last_used_at").notNull().default(appNow),
    expiresAt: instant("expires_at").notNull(),
  },
  (t) => [index("sessions_wallet").on(t.wallet)],
);
