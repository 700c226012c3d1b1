import type { RentalEvent } from "@worldland/core/rental/event";
import { fromUnixSeconds } from "@worldland/core/time";
import { and, desc, eq, type SQL } from "drizzle-orm";
import type { Executor } from "../database.ts";
import { grantRequests } from "../schema/grantRequests.ts";
import { reservations } from "../schema/reservations.ts";
import type { vaultEvents } from "../schema/vaultEvents.ts";
import { lockRental } from "../steps/lockRental.ts";
import { recordEvent } from "../steps/recordEvent.ts";

export type VaultEventRow = typeof vaultEvents.$inferSelect;

/** Takes back what `applyEvent` did for rentals, reservations and grants. Events are undone newest first. */
export async function undoEvent(tx: Executor, row: VaultEventRow, now: Date): Promise<void> {
  const { rentalId, args, before } = row;
  if (row.name === "SessionKeyGranted") return undoGrant(tx, args);
  if (rentalId === null) return;
  await lockRental(tx, rentalId);
  const record = (event: RentalEvent) => recordEvent(tx, { rentalId, event, who: "chain" }, now);
  switch (row.name) {
    case "RentalOpened":
      await reopen(tx, eq(reservations.rentalId, rentalId), eq(reservations.purpose, "open"));
      await record({ type: "opening_undone" });
      return;
    case "RentalExtended":
      await reopen(
        tx,
        eq(reservations.rentalId, rentalId),
        eq(reservations.purpose, "extend"),
        eq(reservations.maxSeconds, Number(args.maxSeconds)),
      );
      await record({ type: "extension_undone", durationS: Number(before?.maxSeconds) });
      return;
    case "RentalSettled":
      await record({ type: "settlement_undone", usedS: Number(before?.usedSeconds) });
      return;
    case "RentalStopped":
      await record({ type: "stop_undone" });
      return;
    case "RentalClosed":
      await record({ type: "closing_undone" });
      return;
  }
}

/** The newest reservation that this event had turned into a hold is open again. */
async function reopen(tx: Executor, ...which: SQL[]): Promise<void> {
  const [newest] = await tx
    .select({ id: reservations.id })
    .from(reservations)
    .where(and(...which, eq(reservations.outcome, "mirrored")))
    .orderBy(desc(reservations.id))
    .limit(1);
  if (newest === undefined) return;
  await tx.update(reservations).set({ endedAt: null, outcome: null }).where(eq(reservations.id, newest.id));
}

async function undoGrant(tx: Executor, args: VaultEventRow["args"]): Promise<void> {
  await tx
    .update(grantRequests)
    .set({ state: "pending" })
    .where(
      and(
        eq(grantRequests.customer, String(args.customer)),
        eq(grantRequests.key, String(args.key)),
        eq(grantRequests.limit, BigInt(String(args.spendLimit))),
        eq(grantRequests.expiresAt, fromUnixSeconds(Number(args.expiresAt))),
        eq(grantRequests.state, "mined"),
      ),
    );
}
