import { asc, eq, sql } from "drizzle-orm";
import { isFinal } from "../../chain/isFinal.ts";
import type { Executor } from "../../database.ts";
import { rentalPauses } from "../../schema/rentalPauses.ts";
import { rentals } from "../../schema/rentals.ts";
import { vaultEvents } from "../../schema/vaultEvents.ts";
import { isOwn, type OwnRental, ownColumns } from "./ownRental.ts";

/** A vault event about the rental, as mirrored. */
export type ReceiptEvent = Pick<
  typeof vaultEvents.$inferSelect,
  "name" | "args" | "transactionHash" | "blockNumber" | "at"
> & { /** At depth; until then seen. */ readonly isFinal: boolean };

export type RentalReceipt = OwnRental & {
  readonly pauses: readonly (typeof rentalPauses.$inferSelect)[];
  /** In the order of the chain. */
  readonly events: readonly ReceiptEvent[];
  /** The platform's share: as the rental was opened under; today's while it is not. */
  readonly feeBps: number;
};

/** All that a receipt is made of, from one snapshot; null as for `ownRental`. */
export async function rentalReceipt(db: Executor, customer: string, rentalId: bigint): Promise<RentalReceipt | null> {
  return db.transaction(
    async (tx) => {
      const feeToday = sql<number>`coalesce((select fee_bps from chain_state), 0)`;
      const [found] = await tx
        .select({ ...ownColumns, feeToday })
        .from(rentals)
        .where(isOwn(customer, rentalId));
      if (found === undefined) return null;
      const { feeToday: today, ...own } = found;
      const pauses = await tx
        .select()
        .from(rentalPauses)
        .where(eq(rentalPauses.rentalId, rentalId))
        .orderBy(asc(rentalPauses.from));
      const { name, args, transactionHash, blockNumber, at } = vaultEvents;
      const events = await tx
        .select({ name, args, transactionHash, blockNumber, at, isFinal: isFinal(blockNumber) })
        .from(vaultEvents)
        .where(eq(vaultEvents.rentalId, rentalId))
        .orderBy(asc(vaultEvents.blockNumber), asc(vaultEvents.logIndex));
      const opened = events.find((event) => event.name === "RentalOpened");
      return { ...own, pauses, events, feeBps: opened === undefined ? today : Number(opened.args.feeBps) };
    },
    { isolationLevel: "repeatable read", accessMode: "read only" },
  );
}
