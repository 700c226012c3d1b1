import { fillNonceGap } from "@worldland/db/commands/fillNonceGap";
import { recordReceipt } from "@worldland/db/commands/recordReceipt";
import { openTransactions, type TransactionRow } from "@worldland/db/queries/chain/openTransactions";
import { type Hex, TransactionReceiptNotFoundError } from "viem";
import type { ChainDeps } from "../deps.ts";
import { broadcast } from "./broadcast.ts";
import { type ChainHead, feeAt } from "./chainHead.ts";
import { keepOffering } from "./keepOffering.ts";
import { signTransaction } from "./signTransaction.ts";

/** What a transaction that does nothing needs. */
const IDLE_GAS = 21_000n;

/** Brings every transaction that is signed and not known to be mined a step further. */
export async function followTransactions(deps: ChainDeps, head: ChainHead): Promise<void> {
  const waiting = await openTransactions(deps.db, operatorOf(deps));
  forgetOthers(deps, waiting);
  for (const row of waiting) {
    if (row.nonce < head.nextNonce) await takeReceipt(deps, head, row);
    else await keepOffering(deps, head, row);
  }
  const first = waiting.find(({ nonce }) => nonce >= head.nextNonce);
  if (first !== undefined && first.nonce > head.nextNonce) await healGap(deps, head);
}

/** Its nonce is used: by one of its own replacements, whose receipt says how it went, or by a stranger's transaction. */
async function takeReceipt(deps: ChainDeps, head: ChainHead, row: TransactionRow): Promise<void> {
  for (const hash of [row.hash, ...row.earlierHashes.toReversed()]) {
    const receipt = await receiptOf(deps, hash);
    if (receipt === null) continue;
    const { blockNumber, status } = receipt;
    const input = { transactionId: row.id, hash, blockNumber, succeeded: status === "success" };
    if (!input.succeeded) deps.log.warn({ hash, nonce: row.nonce }, "a transaction was reverted");
    await recordReceipt(deps.db, input);
    return;
  }
  // Only once that is final: what a stranger had mined may still be taken back.
  const blockNumber = head.number + 1n - BigInt(deps.chain.confirmations);
  if (blockNumber < 0n) return;
  const { address } = deps.chain.operator;
  if ((await deps.chain.reader.getTransactionCount({ address, blockNumber })) <= row.nonce) return;
  deps.log.error({ nonce: row.nonce, hash: row.hash }, "somebody else uses the operator's key");
  await recordReceipt(deps.db, { transactionId: row.id, hash: row.hash, blockNumber, succeeded: false });
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

/** The chain waits for a nonce that we never gave away, and ours wait behind it: a transfer of nothing takes its place. */
async function healGap(deps: ChainDeps, head: ChainHead): Promise<void> {
  const { chain, db, log } = deps;
  const idle = { to: chain.operator.address, data: "0x", value: 0n, gas: IDLE_GAS, ...feeAt(head) } as const;
  const filled = await fillNonceGap(db, {
    operator: operatorOf(deps),
    nonce: head.nextNonce,
    sign: (nonce) => signTransaction(chain, idle, nonce),
  });
  if (filled === null) return;
  log.warn({ nonce: filled.nonce, hash: filled.hash }, "a gap in the nonces is filled");
  await broadcast(deps, filled);
}

function operatorOf({ chain }: ChainDeps): string {
  return chain.operator.address.toLowerCase();
}

function forgetOthers({ memory }: ChainDeps, waiting: readonly TransactionRow[]): void {
  const ids = new Set(waiting.map(({ id }) => id));
  for (const id of memory.waitingSince.keys()) if (!ids.has(id)) memory.waitingSince.delete(id);
}
