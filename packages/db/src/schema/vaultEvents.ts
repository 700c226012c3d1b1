import { bigint, index, integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant } from "./columns.ts";

/** Every vault event mirrored, in order, for undo and for receipts. */
export const vaultEvents = pgTable(
  "vault_events",
  {
    blockHash: text("block_hash").notNull(),
    logIndex: integer("log_index").notNull(),
    blockNumber: bigint("block_number", { mode: "bigint" }).notNull(),
    transactionHash: text("transaction_hash").notNull(),
    name: text("name").notNull(),
    /** Arguments with integers as decimal strings and addresses in lower case. */
    args: jsonb("args").$type<Record<string, string | boolean>>().notNull(),
    /** What undo needs to restore (e.g. the term before an extension); null: nothing. */
    before: jsonb("before").$type<Record<string, string>>(),
    rentalId: bigint("rental_id", { mode: "bigint" }),
    at: instant("at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.blockHash, t.logIndex] }),
    index("vault_events_block").on(t.blockNumber),
    index("vault_events_rental").on(t.rentalId),
  ],
);
