import { pgTable, text, unique } from "drizzle-orm/pg-core";
import { address, appNow, instant } from "./columns.ts";

/** Public keys that a wallet saved for its next rentals. A rental keeps the keys it was made with, whatever happens here. */
export const sshKeys = pgTable(
  "ssh_keys",
  {
    id: text("id").primaryKey(),
    wallet: address("wallet").notNull(),
    name: text("name").notNull(),
    /** `<type> <base64>`, without a comment. */
    publicKey: text("public_key").notNull(),
    /** `SHA256:<base64 without padding>`: the same key is saved once. */
    fingerprint: text("fingerprint").notNull(),
    createdAt: instant("created_at").notNull().default(appNow),
    /** When a rental was last made with it; null: never. */
    lastUsedAt: instant("last_used_at"),
  },
  (t) => [unique("ssh_keys_once").on(t.wallet, t.fingerprint)],
);
