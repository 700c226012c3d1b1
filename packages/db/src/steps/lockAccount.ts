import { accountOf } from "@worldland/core/ledger";
import { eq } from "drizzle-orm";
import type { Executor } from "../database.ts";
import { ledgerAccounts } from "../schema/ledgerAccounts.ts";

/**
 * Locks a wallet's ledger account, under which its money is spent; makes its row when it has none.
 *
 * Every transaction that takes several locks takes them in this order, so none can wait in a circle:
 * chain state → ledger accounts (by name) → quote → rental → what hangs on it
 * (intents, reservations) → node → offers (by id).
 * Rows are locked `for no key update` throughout: foreign keys take a key-share lock on what they refer to, at moments
 * of Postgres' own choosing, and `for update` would wait for those outside of this order.
 */
export async function lockAccount(tx: Executor, address: string): Promise<void> {
  const name = accountOf(address);
  const lock = () => tx.select().from(ledgerAccounts).where(eq(ledgerAccounts.name, name)).for("no key update");
  if ((await lock()).length > 0) return;
  await tx.insert(ledgerAccounts).values({ name, owner: address }).onConflictDoNothing();
  await lock();
}
