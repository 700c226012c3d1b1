import { recordReceipt } from "@worldland/db/commands/recordReceipt";
import type { TransactionRow } from "@worldland/db/queries/chain/openTransactions";
import { type Address, type Hex, TransactionReceiptNotFoundError } from "viem";
import type { ChainDeps } from "../deps.ts";
import type { ChainHead } from "./chainHead.ts";

/** Blocks through which a receipt must be missing before the nonce is believed to be somebody else's. */
const MISSING_FOR = 6n;

/** Its nonce is used: by one of its own replacements, whose receipt says how it went, or by a stranger's transaction. */
export async function takeReceipt(deps: ChainDeps, head: ChainHead, row: TransactionRow): Promise<void> {
  for (const hash of [row.hash, ...row.earlierHashes.toReversed()]) {
    const receipt = await receiptOf(deps, hash);
    if (receipt === null) continue;
    const { blockNumber, blockHash, status } = receipt;
    const succeeded = status === "success";
    // Signed anew only once that is final: on another branch the same bytes may succeed.
    if (!succeeded && blockNumber > head.number + 1n - BigInt(deps.chain.confirmations)) return;
    if (!succeeded) deps.log.warn({ hash, nonce: row.nonce }, "a transaction was reverted");
    await recordReceipt(deps.db, { transactionId: row.id, hash, blockNumber, blockHash, succeeded });
    return;
  }
  await judgeMissing(deps, head, row);
}

/** A node that lags may know the nonce and not the receipt; what a stranger had mined may still be taken back. */
async function judgeMissing(deps: ChainDeps, head: ChainHead, row: TransactionRow): Promise<void> {
  const { missingSince } = deps.memory;
  const since = missingSince.get(row.id) ?? head.number;
  missingSince.set(row.id, since);
  const blockNumber = head.number + 1n - BigInt(deps.chain.confirmations);
  if (blockNumber < 0n || head.number < since + MISSING_FOR) return;
  const address: Address = `0x${row.operator.slice(2)}`;
  if ((await deps.chain.reader.getTransactionCount({ address, blockNumber })) <= row.nonce) return;
  deps.log.error({ nonce: row.nonce, hash: row.hash }, "somebody else uses the operator's key");
  const seen = { transactionId: row.id, hash: row.hash, blockNumber, blockHash: null };
  await recordReceipt(deps.db, { ...seen, succeeded: false });
}

async function receiptOf({ chain }: ChainDeps, hash: string) {
  try {
    const asHex: Hex = `0x${hash.slice(2)}`;
    return await chain.reader.getTransactionReceipt({ hash: asHex });
  } catch (error) {
    if (error instanceof TransactionReceiptNotFoundError) return null;
    throw error;
  }
}
