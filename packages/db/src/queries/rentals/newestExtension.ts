import { and, desc, eq, sql } from "drizzle-orm";
import { isFinal } from "../../chain/isFinal.ts";
import type { Executor } from "../../database.ts";
import { reservations } from "../../schema/reservations.ts";
import { vaultEvents } from "../../schema/vaultEvents.ts";
import { vaultIntents } from "../../schema/vaultIntents.ts";
import { vaultTransactions } from "../../schema/vaultTransactions.ts";

/** The extension of a rental that was asked for last, and how far it is on its way. */
export type NewestExtension = {
  readonly reservation: typeof reservations.$inferSelect;
  /** Null while nothing is planned on chain. */
  readonly intent: Pick<typeof vaultIntents.$inferSelect, "state" | "refusal"> | null;
  /** Hash of the newest transaction that carries it; null: none is signed. */
  readonly sentHash: string | null;
  /** Where the vault said so; null: in no block, or taken back. */
  readonly mined: { readonly hash: string; readonly block: bigint; readonly isFinal: boolean } | null;
};

/** Null: none was ever asked for. Whose rental it is, the caller has asked. */
export async function newestExtension(db: Executor, rentalId: bigint): Promise<NewestExtension | null> {
  const [found] = await db
    .select({
      reservation: reservations,
      intent: { state: vaultIntents.state, refusal: vaultIntents.refusal },
      sentHash: vaultTransactions.hash,
    })
    .from(reservations)
    .leftJoin(vaultIntents, sql`${vaultIntents.purpose} = 'extend:' || ${reservations.id}`)
    .leftJoin(vaultTransactions, eq(vaultTransactions.id, vaultIntents.transactionId))
    .where(and(eq(reservations.rentalId, rentalId), eq(reservations.purpose, "extend")))
    .orderBy(desc(reservations.id))
    .limit(1);
  if (found === undefined) return null;
  const [mined] =
    found.reservation.outcome === "mirrored"
      ? await db
          .select({
            hash: vaultEvents.transactionHash,
            block: vaultEvents.blockNumber,
            isFinal: isFinal(vaultEvents.blockNumber),
          })
          .from(vaultEvents)
          .where(
            and(
              eq(vaultEvents.rentalId, rentalId),
              eq(vaultEvents.name, "RentalExtended"),
              sql`${vaultEvents.args} ->> 'maxSeconds' = ${`${found.reservation.maxSeconds}`}`,
            ),
          )
          .orderBy(desc(vaultEvents.blockNumber))
          .limit(1)
      : [];
  return { ...found, mined: mined ?? null };
}
