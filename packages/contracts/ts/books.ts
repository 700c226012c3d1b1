import { type Address, type Client, erc20Abi } from "viem";
import { getBalance, multicall, readContract } from "viem/actions";
import { gpuVaultAbi } from "./abi.ts";
import { isNative } from "./vault.ts";

/** What the vault has of accounts and rentals at one block, in base units, in the order asked. */
export type Books = { readonly balances: readonly bigint[]; readonly holds: readonly bigint[] };

/** Bytes of calls per request: a hundred, whose answers (192 bytes each) fit the 24 576 that a creation may return. */
const REQUEST_BYTES = 100 * 36;

/**
 * Reads many balances and holds at one block in few requests. Nothing needs to be deployed for it: the code that asks
 * travels with the request. Throws viem's errors when the RPC does not answer or has forgotten the block's state.
 */
export async function readBooks(
  client: Client,
  vault: Address,
  of: { readonly accounts: readonly Address[]; readonly rentalIds: readonly bigint[] },
  blockNumber: bigint,
): Promise<Books> {
  const contract = { abi: gpuVaultAbi, address: vault };
  const how = { allowFailure: false, deployless: true, batchSize: REQUEST_BYTES, blockNumber } as const;
  const balances = of.accounts.map((account) => ({ ...contract, functionName: "balanceOf", args: [account] }) as const);
  const holds = of.rentalIds.map((rentalId) => ({ ...contract, functionName: "holdOf", args: [rentalId] }) as const);
  return {
    balances: balances.length === 0 ? [] : await multicall(client, { ...how, contracts: balances }),
    holds: holds.length === 0 ? [] : await multicall(client, { ...how, contracts: holds }),
  };
}

/** The coin or token that lies in the vault, in base units. It may be more than what is owed: gifts are nobody's. */
export function readTreasury(client: Client, vault: Address, token: Address, blockNumber: bigint): Promise<bigint> {
  if (isNative(token)) return getBalance(client, { address: vault, blockNumber });
  return readContract(client, { abi: erc20Abi, address: token, functionName: "balanceOf", args: [vault], blockNumber });
}
