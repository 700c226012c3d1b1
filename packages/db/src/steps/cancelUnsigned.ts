import type { Rental } from "@worldland/core/rental/rental";
import { and, eq, inArray, notExists, sql } from "drizzle-orm";
import type { Executor } from "../database.ts";
import { reservations } from "../schema/reservations.ts";
import { vaultIntents } from "../schema/vaultIntents.ts";
import { endReservations } from "./endReservations.ts";

/**
 * What an ended rental still wants of the vault and never signed is cancelled, and its reservations are given back.
 * What was signed may be mined any time, so it is let through and closed. The caller holds the rental's lock.
 */
export async function cancelUnsigned(tx: Executor, rental: Rental, now: Date): Promise<void> {
  await tx
    .update(vaultIntents)
    .set({ state: "cancelled" })
    .where(
      and(
        eq(vaultIntents.rentalId, rental.id),
        inArray(vaultIntents.kind, ["open", "extend", "settle"]),
        eq(vaultIntents.state, "planned"),
      ),
    );
  for (const purpose of ["open", "extend"] as const) {
    if (await isNothingSigned(tx, rental.id, purpose)) {
      await endReservations(tx, rental.id, [purpose], "cancelled", now);
    }
  }
}

async function isNothingSigned(tx: Executor, rentalId: bigint, kind: "open" | "extend"): Promise<boolean> {
  const signed = tx
    .select({ one: sql`1` })
    .from(vaultIntents)
    .where(
      and(
        eq(vaultIntents.rentalId, rentalId),
        eq(vaultIntents.kind, kind),
        inArray(vaultIntents.state, ["sent", "mined", "confirmed"]),
      ),
    );
  const open = await tx
    .select({ id: reservations.id })
    .from(reservations)
    .where(and(eq(reservations.rentalId, rentalId), eq(reservations.purpose, kind), notExists(signed)))
    .limit(1);
  return open.length > 0;
}
