import { replaceTransaction } from "@worldland/db/commands/replaceTransaction";
import type { TransactionRow } from "@worldland/db/queries/chain/openTransactions";
import { type Hex, parseTransaction } from "viem";
import type { ChainDeps } from "../deps.ts";
import { broadcast } from "./broadcast.ts";
import { type ChainHead, feeAt } from "./chainHead.ts";
import { signTransaction, type Unsigned } from "./signTransaction.ts";

/** Blocks after which a node is handed the transaction again: it may have dropped it. */
const OFFER_EVERY = 3n;
/** Blocks after which the one the chain waits for is signed again with a higher fee. */
const PATIENCE = 6n;

/** A transaction that waits: handed over again now and then, and replaced at its nonce where its fee is too low. */
export async function keepOffering(deps: ChainDeps, head: ChainHead, row: TransactionRow): Promise<void> {
  const since = deps.memory.waitingSince.get(row.id);
  if (since === undefined) deps.memory.waitingSince.set(row.id, head.number);
  const waited = head.number - (since ?? head.number);
  const isTooCheap = row.maxFeePerGas < head.baseFee;
  if (row.nonce === head.nextNonce && (isTooCheap || waited >= PATIENCE)) return replace(deps, head, row);
  if (row.sentAt === null || (waited > 0n && waited % OFFER_EVERY === 0n)) await broadcast(deps, row);
}

async function replace(deps: ChainDeps, head: ChainHead, row: TransactionRow): Promise<void> {
  const { chain, db, log, memory } = deps;
  const raw: Hex = `0x${row.raw.slice(2)}`;
  const dearer = dearerThan(parseTransaction(raw), head, chain.operator.address);
  const sign = (nonce: number) => signTransaction(chain, dearer, nonce);
  const replaced = await replaceTransaction(db, { transactionId: row.id, sign });
  if (replaced === null) return;
  memory.waitingSince.set(row.id, head.number);
  log.warn({ nonce: row.nonce, hash: replaced.hash, fee: dearer.maxFeePerGas.toString() }, "a transaction is replaced");
  await broadcast(deps, replaced);
}

/** The same call for an eighth more at least, which is what nodes ask of a replacement. */
function dearerThan(signed: ReturnType<typeof parseTransaction>, head: ChainHead, self: Hex): Unsigned {
  const now = feeAt(head);
  const raised = (before: bigint | undefined, wanted: bigint) => {
    const least = ((before ?? 0n) * 9n) / 8n + 1n;
    return wanted > least ? wanted : least;
  };
  const maxPriorityFeePerGas = raised(signed.maxPriorityFeePerGas, now.maxPriorityFeePerGas);
  const maxFeePerGas = raised(signed.maxFeePerGas, now.maxFeePerGas);
  const { to, data, value, gas } = signed;
  return { to: to ?? self, data: data ?? "0x", value: value ?? 0n, gas: gas ?? 0n, maxFeePerGas, maxPriorityFeePerGas };
}
