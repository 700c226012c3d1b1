import { and, eq, inArray, isNull, ne, or, sql } from "drizzle-orm";
import { readClock } from "../clock.ts";
import type { Database, Executor } from "../database.ts";
import { tellLive } from "../live.ts";
import { grantRequests } from "../schema/grantRequests.ts";
import { rentalEvents } from "../schema/rentalEvents.ts";
import { reservations } from "../schema/reservations.ts";
import { vaultIntents } from "../schema/vaultIntents.ts";
import { lockRental } from "../steps/lockRental.ts";
import { recordEvent } from "../steps/recordEvent.ts";
import { wakeRelay } from "../wake.ts";

type IntentRow = typeof vaultIntents.$inferSelect;

/** Said of our own standing or of time, never of the customer's money: they refuse nobody. The deadline judges. */
const NOT_THE_CUSTOMERS = new Set(["NotOperator", "OpeningPaused", "RentalExists", "DeadlinePassed"]);

/**
 * noted: a first head said so, ask again at a later one. held: it does not count (now), because it is not the
 * customer's doing or because something of his is still on its way. refused: final. moved: no longer planned.
 */
export type RefusalStatus = "noted" | "held" | "refused" | "moved";

/**
 * The vault would refuse an intent at `head`, with a decoded error. Only the same error at a second, later head, with
 * nothing of ours pending for that customer, is a refusal; trouble with the RPC is never reported here.
 */
export async function markRefused(
  db: Database,
  input: { intentId: bigint; errorName: string; head: bigint },
): Promise<RefusalStatus> {
  const { intentId, errorName, head } = input;
  const { status, nudged } = await db.transaction(async (tx): Promise<{ status: RefusalStatus; nudged: boolean }> => {
    const intent = await lockIntent(tx, intentId);
    if (intent === null || intent.state !== "planned") return { status: "moved", nudged: false };
    const isOwn = intent.kind === "settle" || intent.kind === "close";
    if (isOwn || NOT_THE_CUSTOMERS.has(errorName)) return { status: "held", nudged: false };
    if (intent.refusal !== errorName || intent.refusedAtBlock === null) {
      await tx
        .update(vaultIntents)
        .set({ refusal: errorName, refusedAtBlock: head })
        .where(eq(vaultIntents.id, intentId));
      return { status: "noted", nudged: false };
    }
    if (head <= intent.refusedAtBlock) return { status: "noted", nudged: false };
    if (await isSomethingPending(tx, intent)) return { status: "held", nudged: false };
    await tx.update(vaultIntents).set({ state: "refused" }).where(eq(vaultIntents.id, intentId));
    return { status: "refused", nudged: await refuse(tx, intent, errorName, await readClock(tx)) };
  });
  if (nudged) await wakeRelay(db);
  return status;
}

/** Rental before intent, as everywhere. */
async function lockIntent(tx: Executor, intentId: bigint): Promise<IntentRow | null> {
  const find = () => tx.select().from(vaultIntents).where(eq(vaultIntents.id, intentId));
  const [seen] = await find();
  if (seen === undefined) return null;
  if (seen.rentalId !== null) await lockRental(tx, seen.rentalId);
  const [locked] = await find().for("no key update");
  return locked ?? null;
}

/** Something of this customer's is broadcast and not mined: it may still change what the vault says. */
async function isSomethingPending(tx: Executor, intent: IntentRow): Promise<boolean> {
  const customer = sql`coalesce(
    (select r.customer from rentals r where r.id = ${intent.rentalId}),
    (select g.customer from grant_requests g where g.id = ${intent.grantId}))`;
  const pending = await tx.$count(
    vaultIntents,
    and(
      eq(vaultIntents.state, "sent"),
      ne(vaultIntents.id, intent.id),
      or(
        sql`exists (select from rentals r where r.id = ${vaultIntents.rentalId} and r.customer = ${customer})`,
        sql`exists (select from grant_requests g where g.id = ${vaultIntents.grantId} and g.customer = ${customer})`,
      ),
    ),
  );
  return pending > 0;
}

async function refuse(tx: Executor, intent: IntentRow, errorName: string, now: Date): Promise<boolean> {
  const { rentalId, grantId } = intent;
  if (intent.kind === "grant" && grantId !== null) {
    const refused = await tx
      .update(grantRequests)
      .set({ state: "refused" })
      .where(and(eq(grantRequests.id, grantId), inArray(grantRequests.state, ["pending"])))
      .returning({ customer: grantRequests.customer });
    await tellLive(
      tx,
      refused.map(({ customer }) => ({ wallet: customer, kind: "account", id: customer })),
    );
    return false;
  }
  if (rentalId === null) return false;
  if (intent.kind === "open") {
    const input = { rentalId, event: { type: "order_refused" }, who: "chain", detail: errorName } as const;
    return (await recordEvent(tx, input, now)).nudged;
  }
  const refused = await tx
    .update(reservations)
    .set({ endedAt: now, outcome: "refused" })
    .where(and(sql`'extend:' || ${reservations.id} = ${intent.purpose}`, isNull(reservations.endedAt)))
    .returning({ customer: reservations.customer });
  await tx
    .insert(rentalEvents)
    .values({ rentalId, kind: "extension_refused", reason: errorName, who: "chain", at: now });
  await tellLive(
    tx,
    refused.map(({ customer }) => ({ wallet: customer, kind: "rental", id: rentalId.toString() })),
  );
  return false;
}
