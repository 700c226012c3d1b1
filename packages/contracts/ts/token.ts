import { type Address, type Client, encodeFunctionData, erc20Abi } from "viem";
import { readContract } from "viem/actions";
import type { VaultCall } from "./calls.ts";

/** Lets `spender` (the vault) take up to `amount` base units of the sender's tokens. */
export function approveCall(token: Address, { spender, amount }: { spender: Address; amount: bigint }): VaultCall {
  const data = encodeFunctionData({ abi: erc20Abi, functionName: "approve", args: [spender, amount] });
  return { to: token, data, value: 0n };
}

/** How many base units of the owner's tokens `spender` may still take. */
export function readAllowance(
  client: Client,
  token: Address,
  { owner, spender }: { owner: Address; spender: Address },
): Promise<bigint> {
  return readContract(client, { abi: erc20Abi, address: token, functionName: "allowance", args: [owner, spender] });
}
