import { accountOf } from "@worldland/core/ledger";
import { sql } from "drizzle-orm";
import type { Executor } from "../../database.ts";

/** Whether a rental is a wallet's business: as its customer, as its provider, or because it moved the wallet's money. */
export async function isPartyOf(db: Pick<Executor, "execute">, wallet: string, rentalId: bigint): Promise<boolean> {
  const account = accountOf(wallet);
  const { rows } = await db.execute<{ is: boolean }>(sql`
    select exists (select from rentals where id = ${rentalId} and ${wallet} in (customer, provider))
        or exists (select from postings where rental_id = ${rentalId}
                    and (customer = ${wallet} or ${account} in (source, destination))) as is`);
  return rows[0]?.is === true;
}
