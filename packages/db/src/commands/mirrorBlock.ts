import { type MirrorState, mirrorEvent } from "@worldland/core/vault/mirrored";
import { rentalIdOf, type VaultEvent } from "@worldland/core/vault/vaultEvent";
import { lte } from "drizzle-orm";
import { applyEvents } from "../chain/applyEvents.ts";
import { judgeDepth } from "../chain/judgeDepth.ts";
import { loadVaultRentals } from "../chain/loadVaultRentals.ts";
import { markMinedTransactions } from "../chain/markMinedTransactions.ts";
import { walletsOf } from "../chain/moveBalances.ts";
import { type SessionKeyState, writeGrants } from "../chain/writeGrants.ts";
import { type EventToWrite, writeEvents, writePostings } from "../chain/writeMirrored.ts";
import { readClock } from "../clock.ts";
import type { Database, Executor } from "../database.ts";
import { tellLive } from "../live.ts";
import { nudge } from "../nudge.ts";
import { chainBlocks } from "../schema/chainBlocks.ts";
import { chainState } from "../schema/chainState.ts";
import { wakeRelay } from "../wake.ts";

/** Block hashes are kept this deep. */
const KEPT_BLOCKS = 256n;

export type ChainBlock = {
  readonly number: bigint;
  readonly hash: string;
  readonly parentHash: string;
  /** Block time. */
  readonly at: Date;
};

export type MirrorBlock = {
  readonly block: ChainBlock;
  /** The vault's events of this block, in log order. */
  readonly events: readonly VaultEvent[];
  /** `sessionKey()` and `grantNonce()` at this block, of every key that its events may have changed. */
  readonly sessionKeys: readonly SessionKeyState[];
  /**
   * The blocks between the scanned one and this hold no event of the vault and are final, so their hashes need not be
   * known. For catching up with a long past only.
   */
  readonly skipsEmpty?: boolean;
};

/** reorg: the block does not continue the scanned chain; undo to the common ancestor, which lies below `scanned`. */
export type Mirrored =
  | { readonly status: "mirrored" | "known" }
  | { readonly status: "reorg"; readonly scanned: bigint };

/**
 * Mirrors one block, in one transaction: events, postings, balances, what they mean for rentals, reservations and
 * intents, budgets, and what its depth makes final. The ledger has no other writer but its undoing. Idempotent.
 */
export function mirrorBlock(db: Database, input: MirrorBlock): Promise<Mirrored> {
  return mirrorBlocks(db, [input]);
}

/**
 * The same for several blocks, in the order of the chain, in one transaction with few statements, however many events
 * there are: for catching up. Nothing is mirrored where one of them does not continue the chain.
 */
export async function mirrorBlocks(db: Database, inputs: readonly MirrorBlock[]): Promise<Mirrored> {
  const mirrored = await db.transaction(async (tx): Promise<Mirrored> => {
    const [state] = await tx.select().from(chainState).for("no key update");
    if (state === undefined) throw new Error("adopt a vault before mirroring it");
    const news = inputs.filter(({ block }) => block.number > state.scannedNumber);
    const last = news.at(-1)?.block;
    if (last === undefined) return { status: "known" };
    if (!continues({ number: state.scannedNumber, hash: state.scannedHash }, news)) {
      return { status: "reorg", scanned: state.scannedNumber };
    }
    const now = await readClock(tx);
    await writeBlocks(tx, news, last);
    const settings = await mirrorEvents(tx, news, state, now);
    await tx.update(chainState).set({
      ...settings,
      scannedNumber: last.number,
      scannedHash: last.hash,
      headAt: last.at,
      seenAt: now,
    });
    const depthOf = (number: bigint) => number + 1n - BigInt(state.confirmations);
    await judgeDepth(tx, depthOf(state.scannedNumber), depthOf(last.number), now);
    return { status: "mirrored" };
  });
  if (mirrored.status === "mirrored" && inputs.some(({ events }) => events.length > 0)) await wakeRelay(db);
  return mirrored;
}

/** Whether each block continues the one before. Throws at a gap that may not be there. `hash` null: unknown. */
function continues(scanned: { number: bigint; hash: string | null }, news: readonly MirrorBlock[]): boolean {
  let before = scanned;
  for (const { block, skipsEmpty } of news) {
    const isNext = block.number === before.number + 1n;
    if (!isNext && skipsEmpty !== true) {
      throw new Error(`block ${block.number} does not follow the scanned ${before.number}`);
    }
    if (isNext && before.hash !== null && before.hash !== block.parentHash) return false;
    before = block;
  }
  return true;
}

/** Hashes and budgets, block by block, as far back as they are kept. */
async function writeBlocks(tx: Executor, news: readonly MirrorBlock[], last: ChainBlock): Promise<void> {
  const rows: (typeof chainBlocks.$inferInsert)[] = [];
  for (const { block, sessionKeys } of news) {
    const grantsBefore = await writeGrants(tx, sessionKeys);
    if (block.number > last.number - KEPT_BLOCKS) rows.push({ ...block, grantsBefore });
  }
  await tx.insert(chainBlocks).values(rows);
  await tx.delete(chainBlocks).where(lte(chainBlocks.number, last.number - KEPT_BLOCKS));
}

/** Money first, under the accounts' locks, then rentals. Answers the settings after the blocks. */
async function mirrorEvents(
  tx: Executor,
  news: readonly MirrorBlock[],
  before: VaultSettings,
  now: Date,
): Promise<VaultSettings> {
  const { feeBps, feeRecipient, openingPaused, operators } = before;
  const settings = { feeBps, feeRecipient, openingPaused, operators };
  const placed = news.flatMap(({ block, events }) => events.map((event) => ({ block, event })));
  if (placed.length === 0) return settings;
  const rentalIds = new Set(placed.map(({ event }) => rentalIdOf(event)).filter((id) => id !== null));
  const state: MirrorState = { rentals: await loadVaultRentals(tx, [...rentalIds]), ...settings };
  const mirrored = placed.map(
    ({ block, event }): EventToWrite => ({ block, event, ...mirrorEvent(state, event, block.at) }),
  );
  await writeEvents(tx, mirrored);
  const movements = await writePostings(tx, mirrored, state);
  await applyEvents(tx, placed, state.rentals, now);
  await markMinedTransactions(tx, placed);
  await tellLive(
    tx,
    walletsOf(movements).map((wallet) => ({ wallet, kind: "account", id: wallet })),
  );
  await nudge(tx, { name: "vault.advance", payload: {} });
  const { rentals: _, ...after } = state;
  return { ...after, operators: [...after.operators] };
}

/** Columns of chain_state that the vault's events set. */
type VaultSettings = Pick<typeof chainState.$inferSelect, "feeBps" | "feeRecipient" | "openingPaused" | "operators">;
