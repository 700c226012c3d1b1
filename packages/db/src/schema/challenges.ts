import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { address, appNow, instant } from "./columns.ts";

/** What wallets were asked to sign to sign in. A challenge is good for one session. */
export const challenges = pgTable("challenges", {
  nonce: text("nonce").primaryKey(),
  wallet: address("wallet").notNull(),
  /** Origin of the pages and chain as the message names them. */
  origin: text("origin").notNull(),
  chainId: integer("chain_id").notNull(),
  issuedAt: instant("issued_at").notNull().default(appNow),
  expiresAt: instant("expires_at").notNull(),
  /** Null: not used yet. */
  usedAt: instant("used_at"),
});
