import type { Rental } from "@worldland/core/rental/rental";
import { and, asc, eq, gt, inArray, isNull, lt, lte, sql } from "drizzle-orm";
import type { Executor } from "../database.ts";
import { tellLive } from "../live.ts";
import { chainBlocks } from "../schema/chainBlocks.ts";
import { postings } from "../schema/postings.ts";
import { rentalEvents } from "../schema/rentalEvents.ts";
import { rentals } from "../schema/rentals.ts";
import { reservations } from "../schema/reservations.ts";
import { vaultEvents } from "../schema/vaultEvents.ts";
import { vaultIntents } from "../schema/vaultIntents.ts";
import { vaultTransactions } from "../schema/vaultTransactions.ts";
import { judgeSettled } from "../steps/judgeSettled.ts";
import { recordEvent } from "../steps/recordEvent.ts";

/**
 * What becomes final when the blocks after `fromExclusive` up to `deep` reach the depth: transactions and intents are
 * confirmed, closed rentals settled, deposits can be spent, and reservations whose deadline such a block has passed can
 * never be mined.
 */
export async function judgeDepth(tx: Executor, fromExclusive: bigint, deep: bigint, now: Date): Promise<void> {
  await tx
    .update(vaultTransactions)
    .set({ state: "confirmed" })
    .where(and(eq(vaultTransactions.state, "mined"), lte(vaultTransactions.minedNumber, deep)));
  await tx
    .update(vaultIntents)
    .set({ state: "confirmed" })
    .where(and(eq(vaultIntents.state, "mined"), lte(vaultIntents.minedNumber, deep)));
  await settleClosed(tx, fromExclusive, deep, now);
  await tellFinal(tx, fromExclusive, deep);
  const [block] = await tx.select({ at: chainBlocks.at }).from(chainBlocks).where(eq(chainBlocks.number, deep));
  if (block !== undefined) await expireReservations(tx, block.at, now);
}

/** Deposits can be spent now, and whatever was only seen is final: whoever watches such an account is told. */
async function tellFinal(tx: Executor, fromExclusive: bigint, deep: bigint): Promise<void> {
  const isNow = and(gt(postings.blockNumber, fromExclusive), lte(postings.blockNumber, deep));
  const owners = sql<string | null>`unnest(array[
    case when ${postings.source} like 'account:%' then substr(${postings.source}, 9) end,
    case when ${postings.destination} like 'account:%' then substr(${postings.destination}, 9) end,
    ${postings.customer}])`;
  const moved = await tx.selectDistinct({ wallet: owners }).from(postings).where(isNow);
  await tellLive(
    tx,
    moved.flatMap(({ wallet }) => (wallet === null ? [] : [{ wallet, kind: "account" as const, id: wallet }])),
  );
}

async function settleClosed(tx: Executor, fromExclusive: bigint, deep: bigint, now: Date): Promise<void> {
  const closed = tx
    .select({ id: vaultEvents.rentalId })
    .from(vaultEvents)
    .where(
      and(
        eq(vaultEvents.name, "RentalClosed"),
        gt(vaultEvents.blockNumber, fromExclusive),
        lte(vaultEvents.blockNumber, deep),
      ),
    );
  const settled = await tx
    .update(rentals)
    .set({ settledAt: now })
    .where(and(inArray(rentals.id, closed), isNull(rentals.settledAt)))
    .returning({ id: rentals.id, customer: rentals.customer, provider: rentals.provider });
  await tellLive(
    tx,
    settled.flatMap(({ id, customer, provider }) =>
      [customer, provider].map((wallet) => ({ wallet, kind: "rental" as const, id: id.toString() })),
    ),
  );
}

async function expireReservations(tx: Executor, deepAt: Date, now: Date): Promise<void> {
  const isExpired = and(lt(reservations.deadline, deepAt), isNull(reservations.endedAt));
  const expired = await tx
    .selectDistinct({ rentalId: reservations.rentalId })
    .from(reservations)
    .where(isExpired)
    .orderBy(asc(reservations.rentalId));
  for (const { rentalId } of expired) {
    const { rental } = await recordEvent(tx, { rentalId, event: { type: "clock" }, who: "platform" }, now);
    const ended = await tx
      .update(reservations)
      .set({ endedAt: now, outcome: "expired" })
      .where(and(isExpired, eq(reservations.rentalId, rentalId)))
      .returning({ purpose: reservations.purpose });
    if (rental?.endedAt === null && ended.some(({ purpose }) => purpose === "extend")) {
      await tellLapsed(tx, rental, now);
    }
    await tx
      .update(vaultIntents)
      .set({ state: "cancelled" })
      .where(
        and(
          eq(vaultIntents.rentalId, rentalId),
          inArray(vaultIntents.kind, ["open", "extend"]),
          eq(vaultIntents.state, "planned"),
        ),
      );
    if (rental !== null) await judgeSettled(tx, rental, now);
  }
}

/** Nobody mined the extension of a living rental in time: its term stays, which its customer must know. */
async function tellLapsed(tx: Executor, { id: rentalId, customer }: Rental, now: Date): Promise<void> {
  await tx.insert(rentalEvents).values({ rentalId, kind: "extension_lapsed", who: "chain", at: now });
  await tellLive(tx, [{ wallet: customer, kind: "rental", id: rentalId.toString() }]);
}
