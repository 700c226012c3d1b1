import { Refusal } from "@worldland/core/refusal";
import { judgeExtension } from "@worldland/core/rental/extension";
import { extensionRefusal } from "@worldland/core/rental/extensionRefusal";
import type { ExtensionOrder } from "@worldland/core/rental/order";
import { eq } from "drizzle-orm";
import { readClock } from "../clock.ts";
import type { Database } from "../database.ts";
import type { RentalRow } from "../rows/rentalRow.ts";
import { rentals } from "../schema/rentals.ts";
import { lockAccount } from "../steps/lockAccount.ts";
import { mayPay } from "../steps/refuseUnfitAutoExtension.ts";
import { isExtending, reserveExtension } from "../steps/reserveExtension.ts";
import { wakeRelay } from "../wake.ts";

export type ExtendRental = {
  readonly rentalId: bigint;
  /** Lower-case address. */
  readonly customer: string;
  readonly extension: ExtensionOrder;
  /** Already verified by the caller; null when a session key pays and the signer has yet to sign. */
  readonly signature: string | null;
  readonly sessionKey: string | null;
};

/**
 * Reserves the price of a longer term. The term itself moves when the vault's event is mirrored; refused there, the
 * old one stands. Refuses `not_found`, `invalid_request`, `conflict`, `order_required`, `insufficient_balance`.
 */
export async function extendRental(db: Database, input: ExtendRental): Promise<RentalRow> {
  const { customer, extension, signature, sessionKey } = input;
  const rental = await db.transaction(async (tx) => {
    await lockAccount(tx, customer);
    const now = await readClock(tx);
    const [row] = await tx.select().from(rentals).where(eq(rentals.id, input.rentalId)).for("no key update");
    if (row === undefined || row.customer !== customer) throw new Refusal("not_found");
    const judged = judgeExtension(row, extension, now);
    if (typeof judged === "string") throw extensionRefusal(judged);
    if (await isExtending(tx, row.id)) throw alreadyExtending();
    if (!mayPay(row, sessionKey)) throw new Refusal("order_required");
    const { amount } = judged;
    await reserveExtension(tx, row, { extension, amount, signature, sessionKey, askedBy: "customer" }, now);
    return row;
  });
  await wakeRelay(db);
  return rental;
}

function alreadyExtending(): Refusal {
  return new Refusal("conflict", "An extension of this rental is already on its way.", {
    suggestion: "Wait until it is mined, then extend again.",
  });
}
