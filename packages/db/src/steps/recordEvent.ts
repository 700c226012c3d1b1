import { nextLookAt } from "@worldland/core/rental/attention";
import { type Decision, decide } from "@worldland/core/rental/decide";
import type { RentalEvent } from "@worldland/core/rental/event";
import { type Rental, statusOf } from "@worldland/core/rental/rental";
import { earlier } from "@worldland/core/time";
import { and, eq, isNull } from "drizzle-orm";
import type { Executor } from "../database.ts";
import { tellLive } from "../live.ts";
import { nudge } from "../nudge.ts";
import { factColumns, type RentalRow, rentalOf } from "../rows/rentalRow.ts";
import { allocations } from "../schema/allocations.ts";
import { rentalEvents } from "../schema/rentalEvents.ts";
import { rentalPauses } from "../schema/rentalPauses.ts";
import { rentalSecrets } from "../schema/rentalSecrets.ts";
import { rentals } from "../schema/rentals.ts";
import { cancelUnsigned } from "./cancelUnsigned.ts";
import { endReservations } from "./endReservations.ts";
import { judgeSettled } from "./judgeSettled.ts";
import { refreshOffers } from "./refreshOffers.ts";

/** Whose doing an event is, as the rental's history names it. */
export type Who = (typeof rentalEvents.$inferSelect)["who"];

export type RecordInput = {
  readonly rentalId: bigint;
  readonly event: RentalEvent;
  readonly who: Who;
  /** The version that slow work was based on; when the row has moved since, the event is dropped as stale. */
  readonly expectedVersion?: number;
  /** Words of the cluster for the history; never a secret. */
  readonly detail?: string | null;
  /** `SHA256:…` as the cluster made it; kept from the first time on. */
  readonly sshHostKey?: string;
};

export type Recorded = {
  /** ignored: it already held, or came too late to matter. */
  readonly status: "recorded" | "ignored" | "stale" | "absent";
  /** The facts after the event; null when there is no such rental. */
  readonly rental: Rental | null;
  /** True when the outbox got something: wake the relay after commit. */
  readonly nudged: boolean;
};

const DETAIL_CHARACTERS = 500;

/** The only writer of a rental's facts, in the caller's transaction. Locks rental, then intents, then offers. */
export async function recordEvent(tx: Executor, input: RecordInput, now: Date): Promise<Recorded> {
  const [row] = await tx.select().from(rentals).where(eq(rentals.id, input.rentalId)).for("no key update");
  if (row === undefined) return { status: "absent", rental: null, nudged: false };
  const before = rentalOf(row, await pausesOf(tx, row));
  if (input.expectedVersion !== undefined && input.expectedVersion !== row.version) {
    return { status: "stale", rental: before, nudged: false };
  }
  const decided = decide(before, input.event, now);
  if (decided === "ignore") {
    await keepLooking(tx, row, before, input, now);
    return { status: "ignored", rental: before, nudged: false };
  }
  const next = { ...decided.next, version: row.version + 1 };
  await writeFacts(tx, row, next, input, now);
  await writeHistory(tx, before, decided, input, now);
  await followUp(tx, row, before, next, now);
  await tell(tx, next, decided, statusOf(before) !== statusOf(next));
  return { status: "recorded", rental: next, nudged: decided.attend.length > 0 };
}

async function pausesOf(tx: Executor, row: RentalRow) {
  if (row.startedAt === null) return [];
  return tx.select().from(rentalPauses).where(eq(rentalPauses.rentalId, row.id)).orderBy(rentalPauses.from);
}

/** An ignored event still moves a due look forward, or the row would stay due for ever. */
async function keepLooking(tx: Executor, row: RentalRow, rental: Rental, input: RecordInput, now: Date): Promise<void> {
  const isDue = input.event.type === "clock" && row.attentionAt !== null && row.attentionAt <= now;
  const isNewKey = input.sshHostKey !== undefined && row.sshHostKey === null;
  if (!isDue && !isNewKey) return;
  await tx
    .update(rentals)
    .set({
      ...(isDue ? { attentionAt: nextLookAt(rental, now) } : {}),
      ...(isNewKey ? { sshHostKey: input.sshHostKey } : {}),
    })
    .where(eq(rentals.id, row.id));
}

async function writeFacts(tx: Executor, row: RentalRow, next: Rental, input: RecordInput, now: Date): Promise<void> {
  const isMoved = statusOf(next) !== row.status;
  await tx
    .update(rentals)
    .set({
      ...factColumns(next),
      version: next.version,
      attentionAt: lookAt(row, next, now),
      ...(isMoved ? { faults: 0 } : {}),
      ...(row.sshHostKey === null && input.sshHostKey !== undefined ? { sshHostKey: input.sshHostKey } : {}),
    })
    .where(eq(rentals.id, row.id));
}

/** An earlier look that was asked for (a back-off) stands, unless the status moved. */
function lookAt(row: RentalRow, next: Rental, now: Date): Date | null {
  const look = nextLookAt(next, now);
  if (look === null || row.attentionAt === null || row.attentionAt <= now) return look;
  return statusOf(next) === row.status ? earlier(look, row.attentionAt) : look;
}

async function writeHistory(
  tx: Executor,
  before: Rental,
  { next, log }: Decision,
  input: RecordInput,
  now: Date,
): Promise<void> {
  const rentalId = before.id;
  const added = next.pauses.slice(before.pauses.length);
  if (added.length > 0) await tx.insert(rentalPauses).values(added.map((pause) => ({ rentalId, ...pause })));
  if (log.length === 0) return;
  const detail = input.detail?.slice(0, DETAIL_CHARACTERS) ?? null;
  await tx.insert(rentalEvents).values(log.map((line) => ({ rentalId, ...line, detail, who: input.who, at: now })));
}

/** What ending, disappearing and closing bring with them. */
async function followUp(tx: Executor, row: RentalRow, before: Rental, next: Rental, now: Date): Promise<void> {
  if (next.vault.state === "refused") await endReservations(tx, next.id, ["open"], "refused", now);
  if (before.endedAt === null && next.endedAt !== null) {
    await tx.delete(rentalSecrets).where(eq(rentalSecrets.rentalId, next.id));
    await cancelUnsigned(tx, next, now);
  }
  // Nothing can extend a closed rental any more.
  if (next.vault.state === "closed") await endReservations(tx, next.id, ["extend"], "cancelled", now);
  if (before.goneAt === null && next.goneAt !== null) {
    await tx
      .update(allocations)
      .set({ releasedAt: now })
      .where(and(eq(allocations.rentalId, next.id), isNull(allocations.releasedAt)));
    await refreshOffers(tx, { clusterId: row.clusterId, name: row.nodeName });
  }
  await judgeSettled(tx, next, now);
}

/** Nudges for the worker, and a word to whoever watches; a probe that only counts seconds is news to nobody. */
async function tell(tx: Executor, rental: Rental, { log, attend }: Decision, isMoved: boolean): Promise<void> {
  const id = rental.id.toString();
  if (attend.includes("cluster")) await nudge(tx, { name: "rental.reconcile", payload: { rentalId: id } });
  if (attend.includes("vault")) await nudge(tx, { name: "vault.advance", payload: {} });
  if (log.length === 0 && !isMoved) return;
  const wallets = new Set([rental.customer, rental.provider]);
  await tellLive(
    tx,
    [...wallets].map((wallet) => ({ wallet, kind: "rental" as const, id })),
  );
}
