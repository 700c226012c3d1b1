import type { RentalEvent, Stopper } from "@worldland/core/rental/event";
import { addSeconds, earlier, fromUnixSeconds } from "@worldland/core/time";
import type { VaultRental } from "@worldland/core/vault/mirrored";
import { rentalIdOf, type VaultEvent } from "@worldland/core/vault/vaultEvent";
import { and, eq, inArray, isNull, lte, ne, type SQL } from "drizzle-orm";
import type { Executor } from "../database.ts";
import { grantRequests } from "../schema/grantRequests.ts";
import { reservations } from "../schema/reservations.ts";
import { vaultIntents } from "../schema/vaultIntents.ts";
import { lockRental } from "../steps/lockRental.ts";
import { recordEvent } from "../steps/recordEvent.ts";

/** Where and when an event was mirrored. `now` is the application's clock. */
export type Mirroring = { readonly number: bigint; readonly at: Date; readonly now: Date };

/** What an event means beside money: rental facts, reservations that become holds, intents that came true. */
export async function applyEvent(
  tx: Executor,
  event: VaultEvent,
  rentals: ReadonlyMap<bigint, VaultRental>,
  where: Mirroring,
): Promise<void> {
  const rentalId = rentalIdOf(event);
  if (rentalId !== null) await lockRental(tx, rentalId);
  switch (event.name) {
    case "RentalOpened": {
      const { rentalId, maxSeconds } = event.args;
      await endMirrored(tx, where, eq(reservations.rentalId, rentalId), eq(reservations.purpose, "open"));
      await record(tx, rentalId, { type: "opened", openedAt: where.at, durationS: maxSeconds }, where);
      return come(tx, where, eq(vaultIntents.kind, "open"), eq(vaultIntents.rentalId, rentalId));
    }
    case "RentalExtended": {
      const { rentalId, maxSeconds } = event.args;
      await endMirrored(
        tx,
        where,
        eq(reservations.rentalId, rentalId),
        eq(reservations.purpose, "extend"),
        eq(reservations.maxSeconds, maxSeconds),
      );
      await record(tx, rentalId, { type: "extended", durationS: maxSeconds }, where);
      return come(
        tx,
        where,
        eq(vaultIntents.kind, "extend"),
        eq(vaultIntents.rentalId, rentalId),
        eq(vaultIntents.seconds, maxSeconds),
      );
    }
    case "RentalSettled": {
      const { rentalId, usedSeconds } = event.args;
      await record(tx, rentalId, { type: "settled", usedS: usedSeconds }, where);
      return come(
        tx,
        where,
        eq(vaultIntents.kind, "settle"),
        eq(vaultIntents.rentalId, rentalId),
        lte(vaultIntents.seconds, usedSeconds),
      );
    }
    case "RentalStopped": {
      const { rentalId } = event.args;
      const rental = rentals.get(rentalId);
      if (rental === undefined) return;
      // A stop after the term is a stop at the end of the term.
      const stoppedAt = earlier(where.at, addSeconds(rental.openedAt, rental.maxSeconds));
      const by = stopperOf(rental, event.args.by.toLowerCase());
      return record(tx, rentalId, { type: "stopped_on_chain", by, stoppedAt }, where);
    }
    case "RentalClosed": {
      const { rentalId } = event.args;
      await record(tx, rentalId, { type: "closed" }, where);
      await come(tx, where, eq(vaultIntents.kind, "close"), eq(vaultIntents.rentalId, rentalId));
      await tx
        .update(vaultIntents)
        .set({ state: "cancelled" })
        .where(and(eq(vaultIntents.rentalId, rentalId), eq(vaultIntents.state, "planned")));
      return;
    }
    case "SessionKeyGranted":
      return grantCame(tx, event.args, where);
    default:
      return;
  }
}

async function record(tx: Executor, rentalId: bigint, event: RentalEvent, { now }: Mirroring): Promise<void> {
  await recordEvent(tx, { rentalId, event, who: "chain" }, now);
}

async function endMirrored(tx: Executor, { now }: Mirroring, ...which: SQL[]): Promise<void> {
  await tx
    .update(reservations)
    .set({ endedAt: now, outcome: "mirrored" })
    .where(and(...which, isNull(reservations.endedAt)));
}

/** Intents that came true, by whoever's transaction. */
async function come(tx: Executor, { number }: Mirroring, ...which: SQL[]): Promise<void> {
  await tx
    .update(vaultIntents)
    .set({ state: "mined", minedNumber: number, refusal: null, refusedAtBlock: null })
    .where(and(...which, inArray(vaultIntents.state, ["planned", "sent", "refused", "cancelled"])));
}

async function grantCame(
  tx: Executor,
  args: { customer: string; key: string; spendLimit: bigint; expiresAt: number },
  where: Mirroring,
): Promise<void> {
  const mined = await tx
    .update(grantRequests)
    .set({ state: "mined" })
    .where(
      and(
        eq(grantRequests.customer, args.customer.toLowerCase()),
        eq(grantRequests.key, args.key.toLowerCase()),
        eq(grantRequests.limit, args.spendLimit),
        eq(grantRequests.expiresAt, fromUnixSeconds(args.expiresAt)),
        ne(grantRequests.state, "mined"),
      ),
    )
    .returning({ id: grantRequests.id });
  for (const { id } of mined) await come(tx, where, eq(vaultIntents.kind, "grant"), eq(vaultIntents.grantId, id));
}

function stopperOf(rental: VaultRental, by: string): Stopper {
  if (by === rental.customer) return "customer";
  return by === rental.provider ? "provider" : "operator";
}
