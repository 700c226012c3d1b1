import type { ChainDeps } from "../deps.ts";

/** What the chain says now, read once per look at the vault. Fees in wei per gas. */
export type ChainHead = {
  readonly number: bigint;
  /** The operator's next nonce at this block: lower ones are used. */
  readonly nextNonce: number;
  readonly baseFee: bigint;
  /** What a transaction offers the miner on top. */
  readonly tip: bigint;
};

/** Chains before London name no base fee. */
const FALLBACK_FEE = 1_000_000_000n;

/** Throws viem's errors where the RPC is away. */
export async function readHead({ chain }: ChainDeps): Promise<ChainHead> {
  const { number, baseFeePerGas } = await chain.reader.getBlock({ blockTag: "latest" });
  const [nextNonce, tip] = await Promise.all([
    chain.reader.getTransactionCount({ address: chain.operator.address, blockNumber: number }),
    chain.reader.estimateMaxPriorityFeePerGas(),
  ]);
  return { number, nextNonce, baseFee: baseFeePerGas ?? FALLBACK_FEE, tip };
}

/** Covers a base fee that doubles before the transaction is mined. */
export function feeAt({ baseFee, tip }: ChainHead): { maxFeePerGas: bigint; maxPriorityFeePerGas: bigint } {
  return { maxFeePerGas: baseFee * 2n + tip, maxPriorityFeePerGas: tip };
}
