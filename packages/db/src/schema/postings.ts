import { sql } from "drizzle-orm";
import { bigint, check, index, integer, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { address, instant, wei } from "./columns.ts";

/** The ledger: one row per movement, mirrored from one vault event. Deleted only when a reorg takes its block back. */
export const postings = pgTable(
  "postings",
  {
    id: bigint("id", { mode: "bigint" }).primaryKey().generatedAlwaysAsIdentity(),
    source: text("source").notNull(),
    destination: text("destination").notNull(),
    amount: wei("amount").notNull(),
    kind: text("kind", { enum: ["deposit", "withdrawal", "hold", "charge", "fee", "refund"] }).notNull(),
    /** Null for deposits and withdrawals. */
    rentalId: bigint("rental_id", { mode: "bigint" }),
    /** Whose rental it is: charges and fees leave his hold. Null for deposits and withdrawals. */
    customer: address("customer"),
    blockNumber: bigint("block_number", { mode: "bigint" }).notNull(),
    blockHash: text("block_hash").notNull(),
    logIndex: integer("log_index").notNull(),
    /** Place among the postings of one event. */
    part: integer("part").notNull(),
    transactionHash: text("transaction_hash").notNull(),
    /** The block's time. */
    at: instant("at").notNull(),
  },
  (t) => [
    check("postings_positive", sql`${t.amount} > 0`),
    uniqueIndex("postings_event").on(t.blockHash, t.logIndex, t.part),
    index("postings_source").on(t.source, t.id),
    index("postings_destination").on(t.destination, t.id),
    index("postings_charges").on(t.customer, t.id).where(sql`${t.kind} in ('charge', 'fee')`),
    index("postings_deposits").on(t.destination, t.blockNumber).where(sql`${t.kind} = 'deposit'`),
    index("postings_rental").on(t.rentalId),
    index("postings_block").on(t.blockNumber),
  ],
);
