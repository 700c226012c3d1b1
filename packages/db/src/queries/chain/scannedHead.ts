import type { Executor } from "../../database.ts";
import { chainState } from "../../schema/chainState.ts";

/** How far the mirror is. */
export type ScannedHead = {
  readonly chainId: number;
  readonly vault: string;
  /** First block worth scanning. */
  readonly startBlock: bigint;
  /** Newest block mirrored; one before `startBlock` while none is. */
  readonly number: bigint;
  /** Null while nothing is mirrored. */
  readonly hash: string | null;
  readonly confirmations: number;
};

/** Null before a vault is adopted. */
export async function scannedHead(db: Executor): Promise<ScannedHead | null> {
  const [row] = await db.select().from(chainState);
  if (row === undefined) return null;
  const { chainId, vault, startBlock, scannedNumber: number, scannedHash: hash, confirmations } = row;
  return { chainId, vault, startBlock, number, hash, confirmations };
}
