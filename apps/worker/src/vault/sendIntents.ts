import { markRefused } from "@worldland/db/commands/markRefused";
import { reserveTransaction } from "@worldland/db/commands/reserveTransaction";
import { type IntentToSend, intentsToSend } from "@worldland/db/queries/chain/intentsToSend";
import type { ChainDeps } from "../deps.ts";
import { askVault, type VaultAnswer } from "./askVault.ts";
import { broadcast } from "./broadcast.ts";
import { callOf, isUsage } from "./callOf.ts";
import { type ChainHead, feeAt } from "./chainHead.ts";
import { groupsOf } from "./groupsOf.ts";
import { signTransaction, type Unsigned } from "./signTransaction.ts";

/** Intents looked at in one go; the rest follows with the next look. */
const INTENTS = 500;
/** More than any call of ours needs: a wallet contract that burns gas while it checks a signature burns its own only. */
const MOST_GAS = { call: 600_000n, usage: 60_000n };

/** Intents that are planned and were not looked at in vain at this head already: what there is to send now. */
export async function unsentIntents({ db, chain, memory }: ChainDeps, head: bigint | null): Promise<IntentToSend[]> {
  const planned = await intentsToSend(db, chain.operator.address.toLowerCase(), INTENTS);
  const wanted = new Set(planned.map(({ id }) => id));
  for (const id of memory.refusedAt.keys()) if (!wanted.has(id)) memory.refusedAt.delete(id);
  return planned.filter(({ id }) => head === null || (memory.refusedAt.get(id) ?? -1n) < head);
}

/** Asks the vault about each group of intents at the head, and signs and sends what it would take. */
export async function sendIntents(deps: ChainDeps, head: ChainHead): Promise<void> {
  for (const group of groupsOf(await unsentIntents(deps, head.number))) await sendGroup(deps, head, group);
}

/** A batch that would fail is halved until what fails stands alone; the rest goes through. */
async function sendGroup(deps: ChainDeps, head: ChainHead, group: readonly IntentToSend[]): Promise<void> {
  const call = callOf(deps.chain.vault, group);
  const answer = await askVault(deps, call, head.number);
  if ("gas" in answer && answer.gas <= MOST_GAS.call + MOST_GAS.usage * BigInt(group.length)) {
    // Unused gas is not paid; a vault that moved on since may need more than the estimate.
    return sendCall(deps, group, head, { ...call, gas: (answer.gas * 3n) / 2n, ...feeAt(head) });
  }
  const [intent] = group;
  if (intent !== undefined && group.length === 1) return takeRefusal(deps, head, intent, answer);
  const half = Math.ceil(group.length / 2);
  await sendGroup(deps, head, group.slice(0, half));
  await sendGroup(deps, head, group.slice(half));
}

async function sendCall(
  deps: ChainDeps,
  group: readonly IntentToSend[],
  head: ChainHead,
  unsigned: Unsigned,
): Promise<void> {
  const { db, chain, log } = deps;
  const intentIds = group.map(({ id }) => id);
  const reserved = await reserveTransaction(db, {
    operator: chain.operator.address.toLowerCase(),
    intentIds,
    chainNonce: head.nextNonce,
    sign: (nonce) => signTransaction(chain, unsigned, nonce),
  });
  // Null: another worker was quicker, or nobody wants it any more.
  if (reserved === null) return;
  deps.reached("after_nonce_reserved");
  log.info({ intents: intentIds.map(String), nonce: reserved.nonce, hash: reserved.hash }, "sending");
  await broadcast(deps, reserved);
}

/** Only the vault's own word may become a refusal; what fails otherwise is asked again until its deadline judges it. */
async function takeRefusal(
  deps: ChainDeps,
  { number: head }: ChainHead,
  intent: IntentToSend,
  answer: VaultAnswer,
): Promise<void> {
  const about = { intent: intent.id.toString(), kind: intent.kind };
  deps.memory.refusedAt.set(intent.id, head);
  if (!("refusal" in answer)) {
    deps.log.warn({ ...about, err: "unclear" in answer ? answer.unclear : null }, "a call fails, or costs too much");
    return;
  }
  const { refusal: errorName } = answer;
  const status = await markRefused(deps.db, { intentId: intent.id, errorName, head });
  deps.log[isUsage(intent) ? "warn" : "info"]({ ...about, errorName, status }, "the vault would refuse");
}
