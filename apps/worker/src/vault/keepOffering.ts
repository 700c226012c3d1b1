import { replaceTransaction } from "@worldland/db/commands/replaceTransaction";
import type { TransactionRow } from "@worldland/db/queries/chain/openTransactions";
import { type Hex, parseTransaction } from "viem";
import type { ChainDeps } from "../deps.ts";
import { broadcast } from "./broadcast.ts";
import { type ChainHead, dearerFees } from "./chainHead.ts";
import { costOf, judgeKey } from "./operatorKey.ts";
import { idleCall, signTransaction, type Unsigned } from "./signTransaction.ts";

/** Blocks after which a node is handed the transaction again: it may have dropped it. */
const OFFER_EVERY = 3n;
/** Blocks after which the one the chain waits for is signed again with a higher fee. */
const PATIENCE = { sent: 6n, notTaken: 2n };

/**
 * A transaction that waits: handed over again now and then, and replaced at its nonce where its fee is too low. One that
 * had failed on a branch the chain has left, and whose intents were signed anew since, must not succeed beside them:
 * something idle takes its nonce.
 */
export async function keepOffering(deps: ChainDeps, head: ChainHead, row: TransactionRow): Promise<void> {
  if (!row.isWanted && !isIdle(deps, row)) {
    await replace(deps, head, row);
    return;
  }
  const waited = waitedBlocks(deps, head, row);
  const isTooCheap = row.maxFeePerGas < head.baseFee;
  // One that no node takes may be underpriced beside what the node has: nobody need read its words to know what helps.
  const isLate = waited >= (row.sentAt === null ? PATIENCE.notTaken : PATIENCE.sent);
  if (row.nonce === head.nextNonce && (isTooCheap || isLate) && (await replace(deps, head, row))) return;
  await offerAgain(deps, head, row);
}

/** Signed bytes need no key: whoever has them may hand them over. */
export async function offerAgain(deps: ChainDeps, head: ChainHead, row: TransactionRow): Promise<void> {
  const waited = waitedBlocks(deps, head, row);
  if (row.sentAt === null || (waited > 0n && waited % OFFER_EVERY === 0n)) await broadcast(deps, row);
}

function waitedBlocks({ memory }: ChainDeps, head: ChainHead, { id }: TransactionRow): bigint {
  const since = memory.waitingSince.get(id) ?? head.number;
  memory.waitingSince.set(id, since);
  return head.number - since;
}

/** False where a higher fee is beyond the cap or the purse: then the old one goes on waiting. */
async function replace(deps: ChainDeps, head: ChainHead, row: TransactionRow): Promise<boolean> {
  const { chain, db, log, memory } = deps;
  const dearer = dearerThan(row, head, deps);
  if (dearer === null) return false;
  if (costOf(dearer) > head.balance) {
    memory.key.wanted = costOf(dearer);
    await judgeKey(deps, head, head.balance);
    return false;
  }
  const sign = (nonce: number) => signTransaction(chain, dearer, nonce);
  const replaced = await replaceTransaction(db, { transactionId: row.id, hash: row.hash, sign });
  if (replaced === null) return true;
  memory.waitingSince.set(row.id, head.number);
  deps.reached("after_replaced");
  log.warn({ nonce: row.nonce, hash: replaced.hash, fee: dearer.maxFeePerGas.toString() }, "a transaction is replaced");
  await broadcast(deps, replaced);
  return true;
}

/** The same call, or an idle one where nobody wants it, with fees that replace the signed ones; null at the cap. */
function dearerThan(row: TransactionRow, head: ChainHead, { chain }: ChainDeps): Unsigned | null {
  const { to, data, value, gas, maxFeePerGas = 0n, maxPriorityFeePerGas = 0n } = signedIn(row);
  const fees = dearerFees({ maxFeePerGas, maxPriorityFeePerGas }, head, chain.feeCap);
  if (fees === null) return null;
  if (!row.isWanted) return { ...idleCall(chain), ...fees };
  return { to: to ?? chain.operator.address, data: data ?? "0x", value: value ?? 0n, gas: gas ?? 0n, ...fees };
}

function isIdle({ chain }: ChainDeps, row: TransactionRow): boolean {
  const { to, data } = signedIn(row);
  return data === undefined && to?.toLowerCase() === chain.operator.address.toLowerCase();
}

function signedIn({ raw }: TransactionRow) {
  const asHex: Hex = `0x${raw.slice(2)}`;
  return parseTransaction(asHex);
}
