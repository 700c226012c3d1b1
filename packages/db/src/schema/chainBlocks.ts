import { bigint, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { instant } from "./columns.ts";

/** Scanned blocks, kept for 256 blocks: a parent hash that does not fit is a reorg. */
export const chainBlocks = pgTable("chain_blocks", {
  number: bigint("number", { mode: "bigint" }).primaryKey(),
  hash: text("hash").notNull(),
  parentHash: text("parent_hash").notNull(),
  at: instant("at").notNull(),
  /** Session grants as they were before this block changed them, for undo; a null limit: there was none. */
  grantsBefore: jsonb("grants_before")
    .$type<
      {
        customer: string;
        key: string;
        limit: string | null;
        spent: string;
        expiresAt: string;
        nonce: number;
      }[]
    >()
    .notNull()
    .default([]),
});
