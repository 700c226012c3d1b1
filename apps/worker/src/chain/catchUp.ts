import { readVaultLogs, type VaultLog } from "@worldland/contracts/events";
import { mirrorBlock } from "@worldland/db/commands/mirrorBlock";
import type { ChainDeps } from "../deps.ts";
import { readHeader, readTouchedKeys } from "./readBlock.ts";

const LONGEST_RANGE = 2_000n;

/**
 * Mirrors a long past, both ends included, that no reorg can reach any more: only blocks with events of the vault, and
 * the last of each range. A range the RPC does not answer is halved, down to one block.
 */
export async function catchUp(deps: ChainDeps, from: bigint, to: bigint): Promise<void> {
  let longest = LONGEST_RANGE;
  for (let next = from; next <= to; ) {
    const last = next + longest - 1n < to ? next + longest - 1n : to;
    const logs = await readRange(deps, next, last);
    if (logs === null) {
      longest = (last - next + 1n) / 2n;
      continue;
    }
    await mirrorRange(deps, logs, last);
    next = last + 1n;
  }
}

/** Null: too much to ask at once. A single block that is not answered throws. */
async function readRange({ chain, log }: ChainDeps, fromBlock: bigint, toBlock: bigint): Promise<VaultLog[] | null> {
  try {
    return await readVaultLogs(chain.reader, chain.vault, { fromBlock, toBlock });
  } catch (cause) {
    if (fromBlock === toBlock) throw cause;
    log.info({ from: fromBlock.toString(), to: toBlock.toString(), err: cause }, "a range of blocks was not answered");
    return null;
  }
}

async function mirrorRange(deps: ChainDeps, logs: readonly VaultLog[], last: bigint): Promise<void> {
  const numbers = new Set([...logs.map((log) => log.blockNumber), last]);
  for (const number of [...numbers].toSorted((a, b) => (a < b ? -1 : 1))) {
    const events = logs.filter((log) => log.blockNumber === number);
    const block = await readHeader(deps, number);
    // Nodes forget old states: budgets are read as they are now, which is what later blocks would lead to.
    const sessionKeys = await readTouchedKeys(deps, events, {});
    const { status } = await mirrorBlock(deps.db, { block, events, sessionKeys, skipsEmpty: true });
    if (status === "reorg") throw new Error(`block ${number} should have been final and was reorganised`);
  }
}
