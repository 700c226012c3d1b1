import { and, eq, inArray, isNull } from "drizzle-orm";
import type { Executor } from "../database.ts";
import { reservations } from "../schema/reservations.ts";

type Outcome = NonNullable<(typeof reservations.$inferSelect)["outcome"]>;

/** Ends a rental's open reservations of these purposes. Answers how many there were. */
export async function endReservations(
  tx: Executor,
  rentalId: bigint,
  purposes: readonly ("open" | "extend")[],
  outcome: Outcome,
  now: Date,
): Promise<number> {
  const ended = await tx
    .update(reservations)
    .set({ endedAt: now, outcome })
    .where(
      and(
        eq(reservations.rentalId, rentalId),
        inArray(reservations.purpose, [...purposes]),
        isNull(reservations.endedAt),
      ),
    )
    .returning({ id: reservations.id });
  return ended.length;
}
