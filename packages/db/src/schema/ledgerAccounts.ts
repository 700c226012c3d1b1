import { sql } from "drizzle-orm";
import { check, index, pgTable, text } from "drizzle-orm/pg-core";
import { address, wei } from "./columns.ts";

/** One row per ledger account: its balance, and the lock under which it is spent. The sum of all rows is zero. */
export const ledgerAccounts = pgTable(
  "ledger_accounts",
  {
    /** `account:<address>`, `hold:<rentalId>` or `world:vault`. */
    name: text("name").primaryKey(),
    /** Whose money it is: the account's own address, or the customer of a hold. Null for the world. */
    owner: address("owner"),
    balance: wei("balance").notNull().default(sql`0`),
  },
  (t) => [
    check("ledger_accounts_not_overdrawn", sql`${t.balance} >= 0 or ${t.name} like 'world:%'`),
    index("ledger_accounts_holds").on(t.owner).where(sql`${t.name} like 'hold:%' and ${t.balance} > 0`),
  ],
);
