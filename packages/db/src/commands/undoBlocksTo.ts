import { and, asc, desc, eq, gt, inArray, isNotNull, isNull } from "drizzle-orm";
import { type Movement, moveBalances, ownerOf, walletsOf } from "../chain/moveBalances.ts";
import { undoEvent, type VaultEventRow } from "../chain/undoEvent.ts";
import { restoreGrants } from "../chain/writeGrants.ts";
import { readClock } from "../clock.ts";
import type { Database, Executor } from "../database.ts";
import { tellLive } from "../live.ts";
import { nudge } from "../nudge.ts";
import { chainBlocks } from "../schema/chainBlocks.ts";
import { chainState } from "../schema/chainState.ts";
import { postings } from "../schema/postings.ts";
import { vaultEvents } from "../schema/vaultEvents.ts";
import { vaultIntents } from "../schema/vaultIntents.ts";
import { vaultTransactions } from "../schema/vaultTransactions.ts";
import { wakeRelay } from "../wake.ts";

/**
 * A reorg: takes back everything mirrored above block `number`, newest first, in one transaction. Postings go, holds
 * are reservations again, intents (confirmed ones too) are sent again, budgets and settings are as they were. What had
 * already ended a rental stays ended: a workload is not brought back.
 */
export async function undoBlocksTo(db: Database, number: bigint): Promise<void> {
  await db.transaction(async (tx) => {
    const [state] = await tx.select().from(chainState).for("no key update");
    if (state === undefined || state.scannedNumber <= number) return;
    const now = await readClock(tx);
    const above = await tx
      .select()
      .from(vaultEvents)
      .where(gt(vaultEvents.blockNumber, number))
      .orderBy(desc(vaultEvents.blockNumber), desc(vaultEvents.logIndex));
    const movements = await undoPostings(tx, number);
    for (const row of above) await undoEvent(tx, row, now);
    await unmine(tx, number);
    await tx.delete(vaultEvents).where(gt(vaultEvents.blockNumber, number));
    const undone = await tx
      .select()
      .from(chainBlocks)
      .where(gt(chainBlocks.number, number))
      .orderBy(desc(chainBlocks.number));
    for (const block of undone) await restoreGrants(tx, block.grantsBefore);
    await tx.delete(chainBlocks).where(gt(chainBlocks.number, number));
    const [head] = await tx.select().from(chainBlocks).where(eq(chainBlocks.number, number));
    await tx.update(chainState).set({
      ...settingsBefore(above),
      scannedNumber: number,
      scannedHash: head?.hash ?? null,
      headAt: head?.at ?? null,
      seenAt: now,
    });
    await tellLive(
      tx,
      walletsOf(movements).map((wallet) => ({ wallet, kind: "account", id: wallet })),
    );
    await nudge(tx, { name: "vault.advance", payload: {} });
  });
  await wakeRelay(db);
}

async function undoPostings(tx: Executor, number: bigint): Promise<Movement[]> {
  const rows = await tx.select().from(postings).where(gt(postings.blockNumber, number)).orderBy(asc(postings.id));
  const movements = rows.flatMap(({ source, destination, amount, customer }): Movement[] => [
    { name: source, owner: ownerOf(source, customer), amount },
    { name: destination, owner: ownerOf(destination, customer), amount: -amount },
  ]);
  await moveBalances(tx, movements);
  await tx.delete(postings).where(gt(postings.blockNumber, number));
  return movements;
}

/** Signed before, signed still: what was mined above is sent again; what somebody else had done is planned again. */
async function unmine(tx: Executor, number: bigint): Promise<void> {
  await tx
    .update(vaultTransactions)
    .set({ state: "sent", minedNumber: null })
    .where(gt(vaultTransactions.minedNumber, number));
  const isUndone = and(gt(vaultIntents.minedNumber, number), inArray(vaultIntents.state, ["mined", "confirmed"]));
  await tx
    .update(vaultIntents)
    .set({ state: "sent", minedNumber: null })
    .where(and(isUndone, isNotNull(vaultIntents.transactionId)));
  await tx
    .update(vaultIntents)
    .set({ state: "planned", minedNumber: null })
    .where(and(isUndone, isNull(vaultIntents.transactionId)));
}

type Settings = Partial<
  Pick<typeof chainState.$inferInsert, "feeBps" | "feeRecipient" | "openingPaused" | "operators">
>;

/** The oldest undone change of a setting knows what stood before all of them. Rows come newest first. */
function settingsBefore(above: readonly VaultEventRow[]): Settings {
  const settings: Settings = {};
  for (const { before } of above) {
    if (before?.feeBps !== undefined) settings.feeBps = Number(before.feeBps);
    if (before?.feeRecipient !== undefined) settings.feeRecipient = before.feeRecipient;
    if (before?.openingPaused !== undefined) settings.openingPaused = before.openingPaused === "true";
    if (before?.operators !== undefined) settings.operators = before.operators.split(" ").filter((one) => one !== "");
  }
  return settings;
}
