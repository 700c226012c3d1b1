import { Refusal } from "@worldland/core/refusal";
import { judgeExtension } from "@worldland/core/rental/extension";
import { extensionRefusal } from "@worldland/core/rental/extensionRefusal";
import type { ExtensionOrder } from "@worldland/core/rental/order";
import { fromUnixSeconds } from "@worldland/core/time";
import { and, eq, isNull } from "drizzle-orm";
import { readClock } from "../clock.ts";
import type { Database, Executor } from "../database.ts";
import { tellLive } from "../live.ts";
import { nudge } from "../nudge.ts";
import type { RentalRow } from "../rows/rentalRow.ts";
import { rentalEvents } from "../schema/rentalEvents.ts";
import { rentals } from "../schema/rentals.ts";
import { reservations } from "../schema/reservations.ts";
import { lockAccount } from "../steps/lockAccount.ts";
import { refuseUncovered } from "../steps/refuseUncovered.ts";
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
  const rental = await db.transaction(async (tx) => {
    await lockAccount(tx, input.customer);
    const now = await readClock(tx);
    const [row] = await tx.select().from(rentals).where(eq(rentals.id, input.rentalId)).for("no key update");
    if (row === undefined || row.customer !== input.customer) throw new Refusal("not_found");
    const judged = judgeExtension(row, input.extension, now);
    if (typeof judged === "string") throw extensionRefusal(judged);
    await refuseSecondExtension(tx, row.id);
    if (row.sessionKey !== null && input.sessionKey !== null && row.sessionKey !== input.sessionKey) {
      // The vault lets only one key pay for a rental.
      throw new Refusal("order_required");
    }
    const { amount } = judged;
    const deadline = fromUnixSeconds(input.extension.deadline);
    await refuseUncovered(tx, { ...input, amount, deadline });
    await reserve(tx, row, input, amount, now);
    return row;
  });
  await wakeRelay(db);
  return rental;
}

async function refuseSecondExtension(tx: Executor, rentalId: bigint): Promise<void> {
  const isOpen = and(
    eq(reservations.rentalId, rentalId),
    eq(reservations.purpose, "extend"),
    isNull(reservations.endedAt),
  );
  if ((await tx.$count(reservations, isOpen)) === 0) return;
  throw new Refusal("conflict", "An extension of this rental is already on its way.", {
    suggestion: "Wait until it is mined, then extend again.",
  });
}

async function reserve(tx: Executor, row: RentalRow, input: ExtendRental, amount: bigint, now: Date): Promise<void> {
  const { rentalId, customer, extension, signature, sessionKey } = input;
  const { maxSeconds } = extension;
  const deadline = fromUnixSeconds(extension.deadline);
  await tx.insert(reservations).values({
    ...{ rentalId, purpose: "extend", maxSeconds, customer, sessionKey, amount, signature, deadline },
    createdAt: now,
  });
  await tx
    .insert(rentalEvents)
    .values({ rentalId, kind: "extension_requested", detail: `${maxSeconds}`, who: "customer", at: now });
  if (signature !== null) await nudge(tx, { name: "vault.advance", payload: {} });
  await tellLive(tx, [{ wallet: row.customer, kind: "rental", id: rentalId.toString() }]);
}
