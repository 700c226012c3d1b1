import { larger } from "@worldland/core/money";
import { mirrorBlock } from "@worldland/db/commands/mirrorBlock";
import { scannedBlocks } from "@worldland/db/queries/chain/scannedBlocks";
import type { ScannedHead } from "@worldland/db/queries/chain/scannedHead";
import type { ChainDeps } from "../deps.ts";
import { LOCAL_CHAIN_ID } from "../env.ts";
import { adoptOwnVault } from "./adoptOwnVault.ts";
import { catchUp } from "./catchUp.ts";
import { readBlock } from "./readBlock.ts";
import { hashAt, rewind } from "./rewind.ts";

/** Blocks below the head that are read one by one, with their hashes, so that reorgs are met block by block. */
const NEAR = 64n;
/** Further behind than this, what is final is read in ranges. */
const FAR = 128n;

/**
 * Mirrors what the chain has and we have not, up to its head: block by block, in ranges where much was missed, back to
 * the common ancestor after a reorg. Answers whether anything moved. Throws where RPC or database are away; repeat it.
 */
export async function scanChain(deps: ChainDeps): Promise<boolean> {
  const head = await deps.chain.reader.getBlockNumber({ cacheTime: 0 });
  const before = await adoptOwnVault(deps);
  if (head < before.number && (await isOnAnotherBranch(deps, head))) await rewind(deps, before);
  let hasMoved = false;
  for (;;) {
    const scanned = await adoptOwnVault(deps);
    if (scanned.number >= head) return hasMoved;
    await step(deps, scanned, head);
    hasMoved = true;
  }
}

async function step(deps: ChainDeps, scanned: ScannedHead, head: bigint): Promise<void> {
  const final = finalBelow(deps, head);
  if (head - scanned.number > FAR && scanned.number < final) {
    // Ranges do not check parents, so what they continue from is checked here.
    const isOnChain = scanned.hash === null || (await hashAt(deps, scanned.number)) === scanned.hash;
    if (!isOnChain) return rewind(deps, scanned);
    const newestFinal = async () => finalBelow(deps, await deps.chain.reader.getBlockNumber({ cacheTime: 0 }));
    return catchUp(deps, scanned.number + 1n, final, { newestFinal });
  }
  const { status } = await mirrorBlock(deps.db, await readBlock(deps, scanned.number + 1n));
  if (status === "reorg") return rewind(deps, scanned);
  deps.reached("after_mirror");
}

/** The newest block that no reorg can reach. */
function finalBelow({ chain }: ChainDeps, head: bigint): bigint {
  return head - larger(NEAR, BigInt(chain.confirmations));
}

/**
 * A head below ours: a node that lags says nothing, a branch that is shorter is another one, and a local chain that is
 * shorter than all we kept was begun anew.
 */
async function isOnAnotherBranch(deps: ChainDeps, head: bigint): Promise<boolean> {
  const known = (await scannedBlocks(deps.db)).find(({ number }) => number === head);
  return known === undefined ? deps.chain.id === LOCAL_CHAIN_ID : (await hashAt(deps, head)) !== known.hash;
}
