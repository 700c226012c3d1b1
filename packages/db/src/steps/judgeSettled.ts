import type { Rental } from "@worldland/core/rental/rental";
import { isVaultDone } from "@worldland/core/rental/settlement";
import { and, eq, isNotNull, isNull } from "drizzle-orm";
import type { Executor } from "../database.ts";
import { rentals } from "../schema/rentals.ts";
import { reservations } from "../schema/reservations.ts";

/**
 * Marks an ended rental as settled when nothing of it is left to do on chain: never opened, and nothing on its way.
 * What the vault closed is settled only at depth, which the chain scan judges; an undone closing takes it back.
 */
export async function judgeSettled(
  tx: Executor,
  rental: Pick<Rental, "id" | "endedAt" | "vault">,
  now: Date,
): Promise<void> {
  if (rental.endedAt === null) return;
  if (rental.vault.state === "open") {
    await tx
      .update(rentals)
      .set({ settledAt: null })
      .where(and(eq(rentals.id, rental.id), isNotNull(rentals.settledAt)));
    return;
  }
  if (rental.vault.state === "closed") return;
  const open = await tx
    .select({ id: reservations.id })
    .from(reservations)
    .where(and(eq(reservations.rentalId, rental.id), isNull(reservations.endedAt)))
    .limit(1);
  if (!isVaultDone(rental, open.length > 0)) return;
  await tx
    .update(rentals)
    .set({ settledAt: now })
    .where(and(eq(rentals.id, rental.id), isNull(rentals.settledAt)));
}
