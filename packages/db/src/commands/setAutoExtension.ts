import { Refusal } from "@worldland/core/refusal";
import type { AutoExtension } from "@worldland/core/rental/autoExtension";
import { eq } from "drizzle-orm";
import { readClock } from "../clock.ts";
import type { Database, Executor } from "../database.ts";
import { tellLive } from "../live.ts";
import type { RentalRow } from "../rows/rentalRow.ts";
import { autoExtensions } from "../schema/autoExtensions.ts";
import { rentals } from "../schema/rentals.ts";
import { refuseUnfitAutoExtension } from "../steps/refuseUnfitAutoExtension.ts";

type Own = { readonly rentalId: bigint /** Lower-case address. */; readonly customer: string };

/**
 * Lets a rental be extended by itself from the budget of `sessionKey`; replaces what was set before and tries anew.
 * Refuses `not_found`, `conflict` (it has ended, another key pays it, or there is no budget), and `invalid_request` for
 * a limit in the past.
 */
export async function setAutoExtension(
  db: Database,
  { rentalId, customer, sessionKey, wanted }: Own & { readonly sessionKey: string; readonly wanted: AutoExtension },
): Promise<void> {
  await db.transaction(async (tx) => {
    const now = await readClock(tx);
    const row = await lockOwn(tx, { rentalId, customer });
    if (row.endedAt !== null) throw new Refusal("conflict", "This rental has ended.");
    await refuseUnfitAutoExtension(tx, row, { ...wanted, sessionKey }, { now, untilPath: "until" });
    const { hours, leadS, until } = wanted;
    const set = { sessionKey, hours, leadS, until, setAt: now, nextTryAt: now, stopped: null };
    await tx
      .insert(autoExtensions)
      .values({ rentalId, ...set })
      .onConflictDoUpdate({ target: autoExtensions.rentalId, set });
    await tellLive(tx, [{ wallet: customer, kind: "rental", id: rentalId.toString() }]);
  });
}

/** The rental ends with its term again. Refuses `not_found`; clearing what is not set changes nothing. */
export async function clearAutoExtension(db: Database, own: Own): Promise<void> {
  await db.transaction(async (tx) => {
    await lockOwn(tx, own);
    await tx.delete(autoExtensions).where(eq(autoExtensions.rentalId, own.rentalId));
    await tellLive(tx, [{ wallet: own.customer, kind: "rental", id: own.rentalId.toString() }]);
  });
}

async function lockOwn(tx: Executor, { rentalId, customer }: Own): Promise<RentalRow> {
  const [row] = await tx.select().from(rentals).where(eq(rentals.id, rentalId)).for("no key update");
  if (row === undefined || row.customer !== customer) throw new Refusal("not_found");
  return row;
}
