import { sql } from "drizzle-orm";
import { bigint, index, integer, pgTable, text } from "drizzle-orm/pg-core";
import { instant } from "./columns.ts";

/** One run of the monitor that compares the ledger with the vault, account by account, at one block. */
export const ledgerAudits = pgTable(
  "ledger_audits",
  {
    id: bigint("id", { mode: "bigint" }).primaryKey().generatedAlwaysAsIdentity(),
    at: instant("at").notNull(),
    blockNumber: bigint("block_number", { mode: "bigint" }).notNull(),
    blockHash: text("block_hash").notNull(),
    /** How many accounts were compared. */
    accounts: integer("accounts").notNull(),
    /** How many of them differed; the rows of ledger_differences say which. */
    differences: integer("differences").notNull(),
    /** Name of the last account of the round in this run: the next run goes on after it. Null: the round is complete. */
    reached: text("reached"),
  },
  (t) => [
    index("ledger_audits_at").on(t.at),
    index("ledger_audits_differing").on(t.id).where(sql`${t.differences} > 0`),
    index("ledger_audits_rounds").on(t.id).where(sql`${t.reached} is null`),
  ],
);
