import type { SignedTransaction } from "@worldland/db/commands/reserveTransaction";
import { type Address, type Hex, keccak256 } from "viem";
import type { ChainClients } from "../deps.ts";

/** A transaction but for its nonce. Fees in wei per gas. */
export type Unsigned = {
  readonly to: Address;
  readonly data: Hex;
  readonly value: bigint;
  readonly gas: bigint;
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
};

/** What a transaction that does nothing needs. */
const IDLE_GAS = 21_000n;

/** A transfer of nothing to oneself: it takes a nonce and does no more. */
export function idleCall({ operator }: ChainClients): Pick<Unsigned, "to" | "data" | "value" | "gas"> {
  return { to: operator.address, data: "0x", value: 0n, gas: IDLE_GAS };
}

/** Signs with the operator's key and touches no network: it runs inside of the transaction that reserves the nonce. */
export async function signTransaction(
  { id: chainId, operator }: ChainClients,
  unsigned: Unsigned,
  nonce: number,
): Promise<SignedTransaction> {
  const raw = await operator.signTransaction({ type: "eip1559", chainId, nonce, ...unsigned });
  return { hash: keccak256(raw), raw, maxFeePerGas: unsigned.maxFeePerGas };
}
