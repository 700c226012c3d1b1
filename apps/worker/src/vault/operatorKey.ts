import { type KeyState, recordOperatorKey } from "@worldland/db/commands/recordOperatorKey";
import { openTransactions, type TransactionRow } from "@worldland/db/queries/chain/openTransactions";
import { type Hex, parseTransaction, type TransactionSerializable } from "viem";
import type { ChainDeps } from "../deps.ts";
import { type ChainHead, feeAt, readHead } from "./chainHead.ts";

/** Gas of one relayed opening, as docs and gas table have it. */
const OPENING_GAS = 75_000n;
/** A key that pays fewer openings than this is worth a warning. */
const LOW_AT_OPENINGS = 100n;

/** Reads what the operator's key has for gas, says so once where that is little or nothing, and writes it down. */
export async function lookAtKey(deps: ChainDeps): Promise<void> {
  const head = await readHead(deps);
  const waiting = await openTransactions(deps.db, operatorOf(deps));
  await judgeKey(deps, head, freeOf(head, waiting), true);
}

/**
 * How the key is at a head, with `free` wei that nothing signed may still need. Each change is told once; `always`
 * writes it down even without one.
 */
export async function judgeKey(deps: ChainDeps, head: ChainHead, free: bigint, always = false): Promise<KeyState> {
  const { key } = deps.memory;
  const openingCost = OPENING_GAS * (head.baseFee + head.tip);
  const state = stateOf(deps, head, { free, openingCost });
  const isNew = state !== key.state;
  if (state !== "dry") key.wanted = 0n;
  key.state = state;
  if (isNew) tell(deps, head, state, openingCost);
  if (isNew || always) {
    await recordOperatorKey(deps.db, { operator: operatorOf(deps), balance: head.balance, openingCost, state });
  }
  return state;
}

/** Wei of gas that nothing signed and unmined may still need. */
export function freeOf(head: ChainHead, waiting: readonly TransactionRow[]): bigint {
  const promised = waiting.filter(({ nonce }) => nonce >= head.nextNonce).map(({ raw }) => costOf(parsed(raw)));
  return promised.reduce((free, cost) => free - cost, head.balance);
}

/** Wei that a transaction costs at most: what a node asks its sender to have. */
export function costOf({ gas, maxFeePerGas, value }: Pick<TransactionSerializable, "gas" | "maxFeePerGas" | "value">) {
  return (gas ?? 0n) * (maxFeePerGas ?? 0n) + (value ?? 0n);
}

export function operatorOf({ chain }: ChainDeps): string {
  return chain.operator.address.toLowerCase();
}

function parsed(raw: string) {
  const asHex: Hex = `0x${raw.slice(2)}`;
  return parseTransaction(asHex);
}

function stateOf(
  { chain, memory }: ChainDeps,
  head: ChainHead,
  { free, openingCost }: { free: bigint; openingCost: bigint },
): KeyState {
  const fees = feeAt(head, chain.feeCap);
  if (fees === null) return "too_dear";
  if (free < memory.key.wanted || free < OPENING_GAS * fees.maxFeePerGas) return "dry";
  return free < LOW_AT_OPENINGS * openingCost ? "low" : "ready";
}

/** Level and words for each state, told when a key comes into it. */
const SAID = {
  dry: ["error", "the operator's key cannot pay its gas: what is owed to the vault waits until it is funded"],
  too_dear: ["error", "gas costs more than MAX_FEE_PER_GAS_WEI: what is owed to the vault waits"],
  low: ["warn", "the operator's key will soon be unable to pay its gas"],
  ready: ["info", "the operator's key pays its gas"],
} as const satisfies Record<KeyState, readonly ["error" | "warn" | "info", string]>;

function tell(deps: ChainDeps, head: ChainHead, state: KeyState, openingCost: bigint): void {
  const [level, words] = SAID[state];
  const about = { operator: operatorOf(deps), balance: `${head.balance}`, openingCost: `${openingCost}` };
  deps.log[level]({ ...about, baseFee: `${head.baseFee}` }, words);
}
