import { markRefused } from "@worldland/db/commands/markRefused";
import { reserveTransaction } from "@worldland/db/commands/reserveTransaction";
import { type IntentToSend, intentsToSend } from "@worldland/db/queries/chain/intentsToSend";
import type { ChainDeps } from "../deps.ts";
import { askVault, type VaultAnswer } from "./askVault.ts";
import { broadcast } from "./broadcast.ts";
import { callOf, isUsage } from "./callOf.ts";
import { type ChainHead, type Fees, feeAt } from "./chainHead.ts";
import { groupsOf } from "./groupsOf.ts";
import { costOf, judgeKey, operatorOf } from "./operatorKey.ts";
import { signTransaction, type Unsigned } from "./signTransaction.ts";

/** Intents looked at in one go; the rest follows with the next look. */
const INTENTS = 500;
/** More than any call of ours needs: a wallet contract that burns gas while it checks a signature burns its own only. */
const MOST_GAS = { call: 600_000n, usage: 60_000n };

/** One look: the head, the fees at it, and the wei of gas that may still be promised. */
type Look = { readonly head: ChainHead; readonly fees: Fees; free: bigint };

/** Intents that are planned and were not looked at in vain at this head already: what there is to send now. */
export async function unsentIntents(deps: ChainDeps, head: bigint | null): Promise<IntentToSend[]> {
  const { db, memory } = deps;
  const planned = await intentsToSend(db, operatorOf(deps), INTENTS);
  const wanted = new Set(planned.map(({ id }) => id));
  for (const id of memory.refusedAt.keys()) if (!wanted.has(id)) memory.refusedAt.delete(id);
  return planned.filter(({ id }) => head === null || (memory.refusedAt.get(id) ?? -1n) < head);
}

/**
 * Asks the vault about each group of intents at the head, and signs and sends what it would take. `free` is the wei of
 * gas that nothing signed may still need: what the key cannot pay stays planned.
 */
export async function sendIntents(deps: ChainDeps, head: ChainHead, free: bigint): Promise<void> {
  const groups = groupsOf(await unsentIntents(deps, head.number));
  if (groups.length === 0) return;
  const fees = feeAt(head, deps.chain.feeCap);
  const state = await judgeKey(deps, head, free);
  if (fees === null || state === "dry") return;
  const look: Look = { head, fees, free };
  for (const group of groups) if (!(await sendGroup(deps, look, group))) return;
}

/** A batch that would fail is halved until what fails stands alone; the rest goes through. False: the key is dry. */
async function sendGroup(deps: ChainDeps, look: Look, group: readonly IntentToSend[]): Promise<boolean> {
  const call = callOf(deps.chain.vault, group);
  const answer = await askVault(deps, call, look.head.number);
  if ("gas" in answer && answer.gas <= MOST_GAS.call + MOST_GAS.usage * BigInt(group.length)) {
    // Unused gas is not paid; a vault that moved on since may need more than the estimate.
    return sendCall(deps, look, group, { ...call, gas: (answer.gas * 3n) / 2n, ...look.fees });
  }
  const [intent] = group;
  if (intent !== undefined && group.length === 1) {
    await takeRefusal(deps, look.head, intent, answer);
    return true;
  }
  const half = Math.ceil(group.length / 2);
  return (await sendGroup(deps, look, group.slice(0, half))) && sendGroup(deps, look, group.slice(half));
}

async function sendCall(
  deps: ChainDeps,
  look: Look,
  group: readonly IntentToSend[],
  unsigned: Unsigned,
): Promise<boolean> {
  const { db, chain, log, memory } = deps;
  const cost = costOf(unsigned);
  if (cost > look.free) {
    memory.key.wanted = cost;
    await judgeKey(deps, look.head, look.free);
    return false;
  }
  const intentIds = group.map(({ id }) => id);
  const reserved = await reserveTransaction(db, {
    operator: operatorOf(deps),
    intentIds,
    chainNonce: look.head.nextNonce,
    sign: (nonce) => signTransaction(chain, unsigned, nonce),
  });
  // Null: another worker was quicker, or nobody wants it any more.
  if (reserved === null) return true;
  look.free -= cost;
  deps.reached("after_nonce_reserved");
  log.info({ intents: intentIds.map(String), nonce: reserved.nonce, hash: reserved.hash }, "sending");
  await broadcast(deps, reserved);
  return true;
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
