import { bigint, boolean, integer, pgTable, text } from "drizzle-orm/pg-core";
import { address, instant } from "./columns.ts";

/** One row: which chain and vault this database mirrors, and how far. */
export const chainState = pgTable("chain_state", {
  /** Always true: there is one row. */
  single: boolean("single").primaryKey().default(true),
  chainId: integer("chain_id").notNull(),
  vault: address("vault").notNull(),
  token: address("token").notNull(),
  /** Blocks, the event's own included, after which a deposit may be spent. */
  confirmations: integer("confirmations").notNull(),
  /** From the vault's events: share of charges of rentals opened now, and who gets fees settled now. */
  feeBps: integer("fee_bps").notNull(),
  feeRecipient: address("fee_recipient").notNull(),
  /** Whether the vault refuses to open rentals. */
  openingPaused: boolean("opening_paused").notNull().default(false),
  /** Who may open and settle, sorted. */
  operators: text("operators").array().notNull().default([]),
  /** First block worth scanning: the vault's deployment. */
  startBlock: bigint("start_block", { mode: "bigint" }).notNull(),
  scannedNumber: bigint("scanned_number", { mode: "bigint" }).notNull(),
  scannedHash: text("scanned_hash"),
  /** Block time of the scanned head; null before the first scan. */
  headAt: instant("head_at"),
  /** When (our clock) the head was last seen to move; null before. */
  seenAt: instant("seen_at"),
});
