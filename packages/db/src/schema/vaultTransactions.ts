import { sql } from "drizzle-orm";
import { bigint, index, integer, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { address, appNow, instant, wei } from "./columns.ts";

/** A signed transaction: stored with nonce, hash and bytes before it is broadcast; replacements keep the nonce. */
export const vaultTransactions = pgTable(
  "vault_transactions",
  {
    id: bigint("id", { mode: "bigint" }).primaryKey().generatedAlwaysAsIdentity(),
    operator: address("operator").notNull(),
    nonce: integer("nonce").notNull(),
    /** Hash of the newest replacement. */
    hash: text("hash").notNull(),
    raw: text("raw").notNull(),
    maxFeePerGas: wei("max_fee_per_gas").notNull(),
    /** Earlier hashes at the same nonce: one of them may be the one that is mined. */
    earlierHashes: text("earlier_hashes").array().notNull().default(sql`'{}'`),
    state: text("state", { enum: ["sent", "mined", "confirmed", "failed"] })
      .notNull()
      .default("sent"),
    minedNumber: bigint("mined_number", { mode: "bigint" }),
    createdAt: instant("created_at").notNull().default(appNow),
    sentAt: instant("sent_at"),
  },
  (t) => [
    uniqueIndex("vault_transactions_nonce").on(t.operator, t.nonce),
    index("vault_transactions_open").on(t.operator).where(sql`${t.state} in ('sent', 'mined')`),
  ],
);
