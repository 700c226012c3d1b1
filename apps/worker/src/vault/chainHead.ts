import type { ChainDeps } from "../deps.ts";

/** What the chain says now, read once per look at the vault. Fees in wei per gas. */
export type ChainHead = {
  readonly number: bigint;
  /** The operator's next nonce at this block: lower ones are used. */
  readonly nextNonce: number;
  readonly baseFee: bigint;
  /** What a transaction offers the miner on top. */
  readonly tip: bigint;
  /** Wei that the operator's key has for gas. */
  readonly balance: bigint;
};

export type Fees = { readonly maxFeePerGas: bigint; readonly maxPriorityFeePerGas: bigint };

/** Chains before London name no base fee. */
const FALLBACK_FEE = 1_000_000_000n;

/** Throws viem's errors where the RPC is away. */
export async function readHead({ chain }: ChainDeps): Promise<ChainHead> {
  const { number, baseFeePerGas } = await chain.reader.getBlock({ blockTag: "latest" });
  const at = { address: chain.operator.address, blockNumber: number };
  const [nextNonce, balance, tip] = await Promise.all([
    chain.reader.getTransactionCount(at),
    chain.reader.getBalance(at),
    chain.reader.estimateMaxPriorityFeePerGas(),
  ]);
  return { number, nextNonce, baseFee: baseFeePerGas ?? FALLBACK_FEE, tip, balance };
}

/** Covers a base fee that doubles before the transaction is mined, as far as `feeCap` allows; null: no block would take it. */
export function feeAt({ baseFee, tip }: Pick<ChainHead, "baseFee" | "tip">, feeCap: bigint): Fees | null {
  if (baseFee >= feeCap) return null;
  const maxFeePerGas = smaller(baseFee * 2n + tip, feeCap);
  return { maxFeePerGas, maxPriorityFeePerGas: smaller(tip, maxFeePerGas) };
}

/**
 * Fees that replace signed ones: an eighth more of each at least, as nodes ask a tenth; null where `feeCap` leaves no
 * room for that.
 */
export function dearerFees(before: Fees, head: Pick<ChainHead, "baseFee" | "tip">, feeCap: bigint): Fees | null {
  const wanted = feeAt(head, feeCap);
  const least = (fee: bigint) => (fee * 9n) / 8n + 1n;
  const maxFeePerGas = larger(least(before.maxFeePerGas), wanted?.maxFeePerGas ?? 0n);
  const maxPriorityFeePerGas = larger(least(before.maxPriorityFeePerGas), wanted?.maxPriorityFeePerGas ?? 0n);
  return wanted === null || maxFeePerGas > feeCap
    ? null
    : { maxFeePerGas, maxPriorityFeePerGas: smaller(maxPriorityFeePerGas, maxFeePerGas) };
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
