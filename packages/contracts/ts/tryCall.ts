import type { Address, Client } from "viem";
import { call as ethCall } from "viem/actions";
import type { VaultCall } from "./calls.ts";
import { type VaultRefusal, vaultRefusalOf } from "./errors.ts";

/**
 * Asks the vault, without a transaction, whether it would take a call from `from` at a block (the latest if none is
 * named). Null if it would. Trouble with the RPC, and a revert that is not the vault's word, are thrown as viem has them.
 */
export async function tryCall(
  client: Client,
  { from, call, blockNumber }: { from: Address; call: VaultCall; blockNumber?: bigint },
): Promise<VaultRefusal | null> {
  try {
    await ethCall(client, { account: from, ...call, ...(blockNumber === undefined ? {} : { blockNumber }) });
    return null;
  } catch (error) {
    const refusal = vaultRefusalOf(error);
    if (refusal === null) throw error;
    return refusal;
  }
}
