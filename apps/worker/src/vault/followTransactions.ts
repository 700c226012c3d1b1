import { fillNonceGap } from "@worldland/db/commands/fillNonceGap";
import { openTransactions, type TransactionRow } from "@worldland/db/queries/chain/openTransactions";
import { predecessorsOf } from "@worldland/db/queries/chain/predecessorsOf";
import type { Address } from "viem";
import type { ChainDeps } from "../deps.ts";
import { broadcast } from "./broadcast.ts";
import { type ChainHead, feeAt } from "./chainHead.ts";
import { keepOffering, offerAgain } from "./keepOffering.ts";
import { operatorOf } from "./operatorKey.ts";
import { idleCall, signTransaction } from "./signTransaction.ts";
import { takeReceipt } from "./takeReceipt.ts";

/** Every transaction that is signed and not known to be mined: this key's, and those of keys it has replaced. */
export async function waitingTransactions(deps: ChainDeps): Promise<TransactionRow[]> {
  const keys = [operatorOf(deps), ...(await predecessorsOf(deps.db, operatorOf(deps)))];
  return (await Promise.all(keys.map((key) => openTransactions(deps.db, key)))).flat();
}

/** Brings every transaction that is signed and not known to be mined a step further. */
export async function followTransactions(deps: ChainDeps, head: ChainHead): Promise<void> {
  const all = await waitingTransactions(deps);
  forgetOthers(deps, all);
  const own = all.filter(({ operator }) => operator === operatorOf(deps));
  for (const row of own) {
    if (row.nonce < head.nextNonce) await takeReceipt(deps, head, row);
    else await keepOffering(deps, head, row);
  }
  const first = own.find(({ nonce }) => nonce >= head.nextNonce);
  if (first !== undefined && first.nonce > head.nextNonce) await healGap(deps, head);
  for (const key of new Set(all.map(({ operator }) => operator))) {
    const rows = all.filter(({ operator }) => operator === key);
    if (key !== operatorOf(deps)) await seeThrough(deps, head, key, rows);
  }
}

/** What a replaced key had signed: asked after and handed over as it is, for nobody here can sign it anew. */
async function seeThrough(deps: ChainDeps, head: ChainHead, key: string, rows: TransactionRow[]): Promise<void> {
  const address: Address = `0x${key.slice(2)}`;
  const nextNonce = await deps.chain.reader.getTransactionCount({ address, blockNumber: head.number });
  for (const row of rows) {
    if (row.nonce < nextNonce) await takeReceipt(deps, head, row);
    else if (row.isWanted) await offerAgain(deps, head, row);
  }
}

/** The chain waits for a nonce that we never gave away, and ours wait behind it: a transfer of nothing takes its place. */
async function healGap(deps: ChainDeps, head: ChainHead): Promise<void> {
  const { chain, db, log } = deps;
  const fees = feeAt(head, chain.feeCap);
  if (fees === null) return;
  const idle = { ...idleCall(chain), ...fees };
  const filled = await fillNonceGap(db, {
    operator: operatorOf(deps),
    nonce: head.nextNonce,
    sign: (nonce) => signTransaction(chain, idle, nonce),
  });
  if (filled === null) return;
  log.warn({ nonce: filled.nonce, hash: filled.hash }, "a gap in the nonces is filled");
  await broadcast(deps, filled);
}

function forgetOthers({ memory }: ChainDeps, waiting: readonly TransactionRow[]): void {
  const ids = new Set(waiting.map(({ id }) => id));
  for (const since of [memory.waitingSince, memory.missingSince]) {
    for (const id of since.keys()) if (!ids.has(id)) since.delete(id);
  }
}
