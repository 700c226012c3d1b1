import { Refusal } from "@worldland/core/refusal";
import { type AutoExtensionStop, dueAutoExtension } from "@worldland/core/rental/autoExtension";
import { quoteExtension } from "@worldland/core/rental/extension";
import { addSeconds } from "@worldland/core/time";
import { and, eq, gt, gte } from "drizzle-orm";
import { readClock } from "../clock.ts";
import type { Database, Executor } from "../database.ts";
import { tellLive } from "../live.ts";
import type { RentalRow } from "../rows/rentalRow.ts";
import { autoExtensions } from "../schema/autoExtensions.ts";
import { rentalEvents } from "../schema/rentalEvents.ts";
import { rentals } from "../schema/rentals.ts";
import { reservations } from "../schema/reservations.ts";
import { lockAccount } from "../steps/lockAccount.ts";
import { mayPay } from "../steps/refuseUnfitAutoExtension.ts";
import { isExtending, reserveExtension } from "../steps/reserveExtension.ts";
import { wakeRelay } from "../wake.ts";

/** What stood in the way (a budget, a balance) is asked again after this long, while there is time. */
const RETRY_S = 30;

type Wanted = typeof autoExtensions.$inferSelect;

/** asked: an extension is on its way now. stopped: something is in the way, which was told once. not_due: neither. */
export type ByItself = "asked" | "stopped" | "not_due";

/**
 * Asks for a rental's next extension as its customer had set, from the budget, once for each term: one transaction under
 * the locks of account and rental, so that workers beside each other, or one killed in between, ask no second time.
 */
export async function extendByItself(db: Database, rentalId: bigint): Promise<ByItself> {
  const [known] = await db.select({ customer: rentals.customer }).from(rentals).where(eq(rentals.id, rentalId));
  if (known === undefined) return "not_due";
  const done = await db.transaction(async (tx): Promise<ByItself> => {
    await lockAccount(tx, known.customer);
    const now = await readClock(tx);
    const [row] = await tx.select().from(rentals).where(eq(rentals.id, rentalId)).for("no key update");
    const [wanted] = await tx.select().from(autoExtensions).where(eq(autoExtensions.rentalId, rentalId));
    if (row === undefined || wanted === undefined) return "not_due";
    const due = dueAutoExtension(row, wanted, now);
    if (due === null || (await isExtending(tx, rentalId))) return "not_due";
    const stop = typeof due === "number" ? await tryToExtend(tx, row, wanted, due, now) : due;
    await writeDown(tx, wanted, row, stop, now);
    return stop === null ? "asked" : "stopped";
  });
  if (done === "asked") await wakeRelay(db);
  return done;
}

/** Null: it is on its way. */
async function tryToExtend(
  tx: Executor,
  row: RentalRow,
  { sessionKey, setAt }: Wanted,
  maxSeconds: number,
  now: Date,
): Promise<AutoExtensionStop | null> {
  const quote = quoteExtension(row, maxSeconds, now);
  if (typeof quote === "string") return "longest";
  if (!mayPay(row, sessionKey)) return "budget";
  if (await wasRefused(tx, row, setAt)) return "refused";
  try {
    await reserveExtension(tx, row, { ...quote, signature: null, sessionKey, askedBy: "platform" }, now);
    return null;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.code === "insufficient_balance" ? "balance" : "budget";
  }
}

/** The vault said no to lengthening this term since it was set: asking again and again would change nothing. */
async function wasRefused(tx: Executor, { id, durationS }: RentalRow, since: Date): Promise<boolean> {
  const refused = and(
    eq(reservations.rentalId, id),
    eq(reservations.outcome, "refused"),
    gt(reservations.maxSeconds, durationS),
    gte(reservations.createdAt, since),
  );
  return (await tx.$count(reservations, refused)) > 0;
}

async function writeDown(
  tx: Executor,
  { rentalId, stopped }: Wanted,
  { customer }: RentalRow,
  stop: AutoExtensionStop | null,
  now: Date,
): Promise<void> {
  await tx
    .update(autoExtensions)
    .set({ stopped: stop, nextTryAt: addSeconds(now, RETRY_S) })
    .where(eq(autoExtensions.rentalId, rentalId));
  if (stop === null || stop === stopped) return;
  await tx
    .insert(rentalEvents)
    .values({ rentalId, kind: "auto_extension_stopped", reason: stop, who: "platform", at: now });
  await tellLive(tx, [{ wallet: customer, kind: "rental", id: rentalId.toString() }]);
}
