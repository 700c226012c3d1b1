import { undoBlocksTo } from "@worldland/db/commands/undoBlocksTo";
import { scannedBlocks } from "@worldland/db/queries/chain/scannedBlocks";
import type { ScannedHead } from "@worldland/db/queries/chain/scannedHead";
import { BlockNotFoundError } from "viem";
import type { ChainDeps } from "../deps.ts";
import { LOCAL_CHAIN_ID } from "../env.ts";

/**
 * A reorg: undoes the mirror down to the newest block that the chain still has. Where it has none of those we kept, a
 * local chain was begun anew and is scanned anew; anywhere else that is nothing a program should decide, so it throws.
 */
export async function rewind(deps: ChainDeps, scanned: ScannedHead): Promise<void> {
  for (const { number, hash } of await scannedBlocks(deps.db)) {
    if ((await hashAt(deps, number)) !== hash) continue;
    deps.log.warn({ from: scanned.number.toString(), to: number.toString() }, "the chain was reorganised");
    return undoBlocksTo(deps.db, number);
  }
  if (deps.chain.id !== LOCAL_CHAIN_ID)
    throw new Error("none of the scanned blocks is on this chain: is RPC_URL right?");
  deps.log.warn("none of the scanned blocks is on the local chain: it is scanned anew");
  await undoBlocksTo(deps.db, scanned.startBlock - 1n);
}

/** Null where the chain is shorter. */
export async function hashAt({ chain }: ChainDeps, blockNumber: bigint): Promise<string | null> {
  try {
    return (await chain.reader.getBlock({ blockNumber })).hash;
  } catch (error) {
    if (error instanceof BlockNotFoundError) return null;
    throw error;
  }
}
