import type { VaultCall } from "@worldland/contracts/calls";
import { vaultRefusalOf } from "@worldland/contracts/errors";
import { BaseError, HttpRequestError, TimeoutError } from "viem";
import type { ChainDeps } from "../deps.ts";

/** gas: what it would cost. refusal: the vault's own word against it. unclear: it fails, and not by the vault's word. */
export type VaultAnswer = { readonly gas: bigint } | { readonly refusal: string } | { readonly unclear: unknown };

/** Asks the vault at a block, without a transaction, what it would say to the operator. Throws where the RPC is away. */
export async function askVault({ chain }: ChainDeps, call: VaultCall, blockNumber: bigint): Promise<VaultAnswer> {
  try {
    return { gas: await chain.reader.estimateGas({ account: chain.operator.address, ...call, blockNumber }) };
  } catch (error) {
    const refusal = vaultRefusalOf(error);
    if (refusal !== null) return { refusal: refusal.name };
    if (!(error instanceof BaseError) || error.walk(isRpcAway) !== null) throw error;
    return { unclear: error };
  }
}

function isRpcAway(cause: unknown): boolean {
  return cause instanceof HttpRequestError || cause instanceof TimeoutError;
}
