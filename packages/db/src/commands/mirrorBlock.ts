import { postingsOf } from "@worldland/core/ledger";
import { type MirroredEvent, type MirrorState, mirrorEvent } from "@worldland/core/vault/mirrored";
import { rentalIdOf, storedArgs, type VaultEvent } from "@worldland/core/vault/vaultEvent";
import { lte } from "drizzle-orm";
import { applyEvent } from "../chain/applyEvent.ts";
import { judgeDepth } from "../chain/judgeDepth.ts";
import { loadVaultRentals } from "../chain/loadVaultRentals.ts";
import { markMinedTransactions } from "../chain/markMinedTransactions.ts";
import { type Movement, moveBalances, ownerOf, walletsOf } from "../chain/moveBalances.ts";
import { type SessionKeyState, writeGrants } from "../chain/writeGrants.ts";
import { readClock } from "../clock.ts";
import type { Database, Executor } from "../database.ts";
import { tellLive } from "../live.ts";
import { nudge } from "../nudge.ts";
import { chainBlocks } from "../schema/chainBlocks.ts";
import { chainState } from "../schema/chainState.ts";
import { postings } from "../schema/postings.ts";
import { vaultEvents } from "../schema/vaultEvents.ts";
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
export async function mirrorBlock(db: Database, input: MirrorBlock): Promise<Mirrored> {
  const { block } = input;
  const mirrored = await db.transaction(async (tx): Promise<Mirrored> => {
    const [state] = await tx.select().from(chainState).for("no key update");
    if (state === undefined) throw new Error("adopt a vault before mirroring it");
    if (block.number <= state.scannedNumber) return { status: "known" };
    const isNext = block.number === state.scannedNumber + 1n;
    if (!isNext && input.skipsEmpty !== true) {
      throw new Error(`block ${block.number} does not follow the scanned ${state.scannedNumber}`);
    }
    if (isNext && state.scannedHash !== null && state.scannedHash !== block.parentHash) {
      return { status: "reorg", scanned: state.scannedNumber };
    }
    const now = await readClock(tx);
    const grantsBefore = await writeGrants(tx, input.sessionKeys);
    await tx.insert(chainBlocks).values({ ...block, grantsBefore });
    await tx.delete(chainBlocks).where(lte(chainBlocks.number, block.number - KEPT_BLOCKS));
    const settings = await mirrorEvents(tx, input, state, now);
    await tx.update(chainState).set({
      ...settings,
      scannedNumber: block.number,
      scannedHash: block.hash,
      headAt: block.at,
      seenAt: now,
    });
    const depthOf = (number: bigint) => number + 1n - BigInt(state.confirmations);
    await judgeDepth(tx, depthOf(state.scannedNumber), depthOf(block.number), now);
    return { status: "mirrored" };
  });
  if (mirrored.status === "mirrored" && input.events.length > 0) await wakeRelay(db);
  return mirrored;
}

/** Money first, under the accounts' locks, then rentals. Answers the settings after the block. */
async function mirrorEvents(
  tx: Executor,
  { block, events }: MirrorBlock,
  before: VaultSettings,
  now: Date,
): Promise<VaultSettings> {
  const { feeBps, feeRecipient, openingPaused, operators } = before;
  const settings = { feeBps, feeRecipient, openingPaused, operators };
  if (events.length === 0) return settings;
  const rentalIds = new Set(events.map(rentalIdOf).filter((id) => id !== null));
  const state: MirrorState = { rentals: await loadVaultRentals(tx, [...rentalIds]), ...settings };
  const mirrored = events.map((event) => ({ event, ...mirrorEvent(state, event, block.at) }));
  await writeEvents(tx, block, mirrored);
  const movements = await writePostings(tx, block, mirrored, state);
  for (const event of events) await applyEvent(tx, event, state.rentals, { number: block.number, at: block.at, now });
  await markMinedTransactions(tx, events, block.number);
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

type WithEvent = MirroredEvent & { readonly event: VaultEvent };

async function writeEvents(tx: Executor, block: ChainBlock, mirrored: readonly WithEvent[]): Promise<void> {
  await tx.insert(vaultEvents).values(
    mirrored.map(({ event, before }) => ({
      blockHash: block.hash,
      blockNumber: block.number,
      logIndex: event.logIndex,
      transactionHash: event.transactionHash,
      name: event.name,
      args: storedArgs(event),
      before,
      rentalId: rentalIdOf(event),
      at: block.at,
    })),
  );
}

async function writePostings(
  tx: Executor,
  block: ChainBlock,
  mirrored: readonly WithEvent[],
  state: MirrorState,
): Promise<readonly Movement[]> {
  const rows = mirrored.flatMap(({ event, money }) =>
    (money === null ? [] : postingsOf(money)).map((posting, part) => ({
      ...posting,
      ...partiesOf(event, state),
      blockNumber: block.number,
      blockHash: block.hash,
      logIndex: event.logIndex,
      part,
      transactionHash: event.transactionHash,
      at: block.at,
    })),
  );
  if (rows.length === 0) return [];
  const movements = rows.flatMap(({ source, destination, amount, customer }): Movement[] => [
    { name: source, owner: ownerOf(source, customer), amount: -amount },
    { name: destination, owner: ownerOf(destination, customer), amount },
  ]);
  await moveBalances(tx, movements);
  await tx.insert(postings).values(rows);
  return movements;
}

/** The rental that an event moves money for, and its customer. */
function partiesOf(event: VaultEvent, state: MirrorState): { rentalId: bigint | null; customer: string | null } {
  const rentalId = rentalIdOf(event);
  return { rentalId, customer: rentalId === null ? null : (state.rentals.get(rentalId)?.customer ?? null) };
}
