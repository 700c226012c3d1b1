import { and, eq, isNotNull, isNull } from "drizzle-orm";
import type { Database } from "../database.ts";
import { nudge } from "../nudge.ts";
import { rentals } from "../schema/rentals.ts";
import { reservations } from "../schema/reservations.ts";
import { wakeRelay } from "../wake.ts";

/**
 * The signer has signed an order (or, with `reservationId`, an extension) that a session key pays. Written once and
 * only where a key pays; answers false when there was nothing to write.
 */
export async function storeSignature(
  db: Database,
  input: { rentalId: bigint; reservationId?: bigint; signature: string },
): Promise<boolean> {
  const { rentalId, reservationId, signature } = input;
  const isStored = await db.transaction(async (tx) => {
    const written =
      reservationId === undefined
        ? await tx
            .update(rentals)
            .set({ signature })
            .where(and(eq(rentals.id, rentalId), isNull(rentals.signature), isNotNull(rentals.sessionKey)))
            .returning({ id: rentals.id })
        : await tx
            .update(reservations)
            .set({ signature })
            .where(
              and(
                eq(reservations.id, reservationId),
                eq(reservations.rentalId, rentalId),
                eq(reservations.purpose, "extend"),
                isNull(reservations.signature),
                isNotNull(reservations.sessionKey),
              ),
            )
            .returning({ id: reservations.id });
    if (written.length > 0) await nudge(tx, { name: "vault.advance", payload: {} });
    return written.length > 0;
  });
  if (isStored) await wakeRelay(db);
  return isStored;
}
