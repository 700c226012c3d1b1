import { desc } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { chainBlocks } from "../../schema/chainBlocks.ts";

/** Hashes of the scanned blocks that are still kept, newest first: where a reorg's common ancestor is looked for. */
export function scannedBlocks(db: Executor): Promise<{ number: bigint; hash: string }[]> {
  return db
    .select({ number: chainBlocks.number, hash: chainBlocks.hash })
    .from(chainBlocks)
    .orderBy(desc(chainBlocks.number));
}
