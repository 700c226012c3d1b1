import { readVaultLogs, type VaultLog } from "@worldland/contracts/events";
import { larger } from "@worldland/core/money";
import { type ChainBlock, mirrorBlocks } from "@worldland/db/commands/mirrorBlock";
import type { ReadingDeps } from "../deps.ts";
import { createPace, type Pace } from "./pace.ts";
import { readHeader, readTouchedKeys } from "./readBlock.ts";

/** Blocks with events that are mirrored in one transaction, and headers that are asked for side by side. */
const BLOCKS_AT_ONCE = 100;
const HEADERS_AT_ONCE = 10;

/** `newestFinal` answers the newest block that no reorg can reach, asked anew each time: its state the RPC still has. */
export type CatchingUp = { readonly newestFinal: () => Promise<bigint>; readonly pace?: Pace };

/**
 * Mirrors a long past, both ends included, that no reorg can reach any more: only blocks with events of the vault, and
 * the last of each range. Ranges are as long as the RPC answers; throws when it answers nothing for long.
 */
export async function catchUp(
  deps: ReadingDeps,
  from: bigint,
  to: bigint,
  { newestFinal, pace = createPace() }: CatchingUp,
): Promise<void> {
  for (let next = from; next <= to; ) {
    const last = next + pace.length() - 1n < to ? next + pace.length() - 1n : to;
    const logs = await readRange(deps, next, last, pace);
    if (logs === null) continue;
    // Nodes forget old states. Budgets are read at a newer block, which the blocks between lead to; but never at one
    // that a reorg can still reach, or undoing it would leave what it had brought.
    const blockNumber = logs.length === 0 ? to : larger(to, await pace.insist(newestFinal));
    await mirrorRange(deps, logs, last, { blockNumber, pace });
    next = last + 1n;
  }
}

/** Null: refused, and after as long a wait as it takes; how much to ask for next the pace says. */
async function readRange(
  { chain, log }: ReadingDeps,
  fromBlock: bigint,
  toBlock: bigint,
  pace: Pace,
): Promise<VaultLog[] | null> {
  try {
    const logs = await readVaultLogs(chain.reader, chain.vault, { fromBlock, toBlock });
    pace.answered();
    return logs;
  } catch (cause) {
    log.info({ from: fromBlock.toString(), to: toBlock.toString(), err: cause }, "a range of blocks was not answered");
    await pace.refused(toBlock - fromBlock + 1n, cause);
    return null;
  }
}

async function mirrorRange(
  deps: ReadingDeps,
  logs: readonly VaultLog[],
  last: bigint,
  { blockNumber, pace }: { readonly blockNumber: bigint; readonly pace: Pace },
): Promise<void> {
  const byBlock = Map.groupBy(logs, (log) => log.blockNumber);
  if (!byBlock.has(last)) byBlock.set(last, []);
  const blocks = [...byBlock].toSorted(([a], [b]) => (a < b ? -1 : 1));
  for (let from = 0; from < blocks.length; from += BLOCKS_AT_ONCE) {
    const some = blocks.slice(from, from + BLOCKS_AT_ONCE);
    const read: ChainBlock[] = [];
    for (let at = 0; at < some.length; at += HEADERS_AT_ONCE) {
      const few = some.slice(at, at + HEADERS_AT_ONCE);
      read.push(...(await Promise.all(few.map(([number, events]) => readFinal(deps, number, events, pace)))));
    }
    // The last block's budgets are all blocks': what lies between is never undone.
    const events = some.flatMap(([, logs]) => logs);
    const sessionKeys = await pace.insist(() => readTouchedKeys(deps, events, { blockNumber }));
    const inputs = read.map((block, index) => ({
      ...{ block, events: some[index]?.[1] ?? [], skipsEmpty: true },
      sessionKeys: index === read.length - 1 ? sessionKeys : [],
    }));
    const { status } = await mirrorBlocks(deps.db, inputs);
    if (status === "reorg") throw new Error(`blocks up to ${last} should have been final and were reorganised`);
  }
}

async function readFinal(deps: ReadingDeps, number: bigint, events: readonly VaultLog[], pace: Pace) {
  const block = await pace.insist(() => readHeader(deps, number));
  if (events.some(({ blockHash }) => blockHash !== block.hash)) throw new Error(`block ${number} was reorganised`);
  return block;
}
