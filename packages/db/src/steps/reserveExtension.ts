import type { ExtensionOrder } from "@worldland/core/rental/order";
import { fromUnixSeconds } from "@worldland/core/time";
import { and, eq, isNull } from "drizzle-orm";
import type { Executor } from "../database.ts";
import { tellLive } from "../live.ts";
import { nudge } from "../nudge.ts";
import type { RentalRow } from "../rows/rentalRow.ts";
import { rentalEvents } from "../schema/rentalEvents.ts";
import { reservations } from "../schema/reservations.ts";
import { refuseUncovered } from "./refuseUncovered.ts";

export type ExtensionToReserve = {
  readonly extension: ExtensionOrder;
  /** What it sets aside, in base units. */
  readonly amount: bigint;
  /** Already verified by the caller; null when a session key pays and the signer has yet to sign. */
  readonly signature: string | null;
  readonly sessionKey: string | null;
  /** Whose wish it is: the customer's click, or the platform's, as he had set. */
  readonly askedBy: "customer" | "platform";
};

/** Whether an extension of the rental is on its way. The caller holds the rental's lock. */
export async function isExtending(tx: Executor, rentalId: bigint): Promise<boolean> {
  const isOpen = and(
    eq(reservations.rentalId, rentalId),
    eq(reservations.purpose, "extend"),
    isNull(reservations.endedAt),
  );
  return (await tx.$count(reservations, isOpen)) > 0;
}

/**
 * Sets an extension's price aside, if balance and budget cover it, and tells who needs to know. The caller holds the
 * locks of account and rental. Refuses `order_required` and `insufficient_balance` before anything is written.
 */
export async function reserveExtension(
  tx: Executor,
  { id: rentalId, customer }: RentalRow,
  { extension, amount, signature, sessionKey, askedBy }: ExtensionToReserve,
  now: Date,
): Promise<void> {
  const { maxSeconds } = extension;
  const deadline = fromUnixSeconds(extension.deadline);
  await refuseUncovered(tx, { customer, sessionKey, amount, deadline });
  await tx.insert(reservations).values({
    ...{ rentalId, purpose: "extend", maxSeconds, customer, sessionKey, amount, signature, deadline },
    createdAt: now,
  });
  const kind = askedBy === "customer" ? "extension_requested" : "auto_extension_requested";
  await tx.insert(rentalEvents).values({ rentalId, kind, detail: `${maxSeconds}`, who: askedBy, at: now });
  if (signature !== null) await nudge(tx, { name: "vault.advance", payload: {} });
  await tellLive(tx, [{ wallet: customer, kind: "rental", id: rentalId.toString() }]);
}
