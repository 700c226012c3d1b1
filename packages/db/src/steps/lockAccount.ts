import { accountOf } from "@worldland/core/ledger";
import { eq } from "drizzle-orm";
import type { Executor } from "../database.ts";
import { ledgerAccounts } from "../schema/ledgerAccounts.ts";

/**
 * Locks a wallet's ledger account, under which its money is spent; makes its row when it has none.
 *
 * Every transaction that takes several locks takes them in this order, so none can wait in a circle:
 * chain state → ledger accounts (by name) → quote → rental → intents → node → offers (by id).
 */
export async function lockAccount(tx: Executor, address: string): Promise<void> {
  const name = accountOf(address);
  const lock = () => tx.select().from(ledgerAccounts).where(eq(ledgerAccounts.name, name)).for("no key update");
  if ((await lock()).length > 0) return;
  await tx.insert(ledgerAccounts).values({ name, owner: address }).onConflictDoNothing();
  await lock();
}
