import { bigint, index, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { wei } from "./columns.ts";
import { ledgerAudits } from "./ledgerAudits.ts";

/** An entry that a difference may come from, as it stood when the difference was found. */
export type SuspectEntry = {
  /** Id of the posting. */
  readonly posting: string;
  readonly kind: string;
  readonly amount: string;
  readonly block: string;
  readonly transactionHash: string;
  /**
   * no_event: no vault event is mirrored at its place. other_amount: the event there moved something else. newest: an
   * event says the same; it is among the account's newest, where an event that was missed would lie.
   */
  readonly fault: "no_event" | "other_amount" | "newest";
};

/** Accounts that an audit found to differ. Amounts in base units; `sum` is the ledger's sum and should be 0. */
export const ledgerDifferences = pgTable(
  "ledger_differences",
  {
    auditId: bigint("audit_id", { mode: "bigint" })
      .notNull()
      .references(() => ledgerAudits.id, { onDelete: "cascade" }),
    account: text("account").notNull(),
    ledger: wei("ledger").notNull(),
    vault: wei("vault").notNull(),
    /** Of the ledger's balance, what no entry of the account explains. */
    unexplained: wei("unexplained").notNull(),
    entries: jsonb("entries").$type<readonly SuspectEntry[]>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.auditId, t.account] }), index("ledger_differences_account").on(t.account)],
);
