import { type Address, encodeFunctionData, type Hex } from "viem";
import { gpuVaultAbi } from "./abi.ts";
import type { Extension, RentalOrder, SessionGrant, Usage } from "./messages.ts";

/** A call to the vault: spread it into viem's sendTransaction, estimateGas or call. */
export type VaultCall = { readonly to: Address; readonly data: Hex; readonly value: bigint };

/** Pays base units into `account`'s balance, the sender's own if not named. `native`: the vault counts in the chain's coin. */
export function depositCall(
  vault: Address,
  { amount, native, account }: { amount: bigint; native: boolean; account?: Address },
): VaultCall {
  const data =
    account === undefined
      ? encodeFunctionData({ abi: gpuVaultAbi, functionName: "deposit", args: [amount] })
      : encodeFunctionData({ abi: gpuVaultAbi, functionName: "depositFor", args: [account, amount] });
  return { to: vault, data, value: native ? amount : 0n };
}

/** Pays base units of the sender's balance out to `to`. */
export function withdrawCall(vault: Address, { amount, to }: { amount: bigint; to: Address }): VaultCall {
  return call(vault, encodeFunctionData({ abi: gpuVaultAbi, functionName: "withdraw", args: [amount, to] }));
}

/** Operators: opens a rental by a signed order. */
export function openRentalCall(vault: Address, order: RentalOrder, signature: Hex): VaultCall {
  return call(vault, encodeFunctionData({ abi: gpuVaultAbi, functionName: "openRental", args: [order, signature] }));
}

/** Operators: lengthens an open rental by a signed extension. */
export function extendRentalCall(vault: Address, extension: Extension, signature: Hex): VaultCall {
  const args = [extension, signature] as const;
  return call(vault, encodeFunctionData({ abi: gpuVaultAbi, functionName: "extendRental", args }));
}

/** Operators: charges metered seconds. Cheapest when sorted by provider. */
export function settleCall(vault: Address, usages: readonly Usage[]): VaultCall {
  return call(vault, encodeFunctionData({ abi: gpuVaultAbi, functionName: "settle", args: [usages] }));
}

/** The rental's customer, its provider, operators: stops the clock. */
export function stopRentalCall(vault: Address, rentalId: bigint): VaultCall {
  return call(vault, encodeFunctionData({ abi: gpuVaultAbi, functionName: "stopRental", args: [rentalId] }));
}

/** Anybody, when the grace is over: returns the unsettled rest to the customer. */
export function reclaimCall(vault: Address, rentalId: bigint): VaultCall {
  return call(vault, encodeFunctionData({ abi: gpuVaultAbi, functionName: "reclaim", args: [rentalId] }));
}

/** The customer himself: grants a session key. */
export function grantSessionKeyCall(
  vault: Address,
  { key, spendLimit, expiresAt }: Pick<SessionGrant, "key" | "spendLimit" | "expiresAt">,
): VaultCall {
  const args = [key, spendLimit, expiresAt] as const;
  return call(vault, encodeFunctionData({ abi: gpuVaultAbi, functionName: "grantSessionKey", args }));
}

/** Anybody: relays a signed grant. */
export function grantSessionKeyForCall(vault: Address, grant: SessionGrant, signature: Hex): VaultCall {
  const args = [grant, signature] as const;
  return call(vault, encodeFunctionData({ abi: gpuVaultAbi, functionName: "grantSessionKeyFor", args }));
}

/** The customer himself: takes a session key's permission away. */
export function revokeSessionKeyCall(vault: Address, key: Address): VaultCall {
  return call(vault, encodeFunctionData({ abi: gpuVaultAbi, functionName: "revokeSessionKey", args: [key] }));
}

/** The owner: names or removes an operator. */
export function setOperatorCall(vault: Address, account: Address, allowed: boolean): VaultCall {
  return call(vault, encodeFunctionData({ abi: gpuVaultAbi, functionName: "setOperator", args: [account, allowed] }));
}

/** The owner: sets the fee of rentals opened later, in basis points. */
export function setFeeCall(vault: Address, feeBps: number): VaultCall {
  return call(vault, encodeFunctionData({ abi: gpuVaultAbi, functionName: "setFee", args: [feeBps] }));
}

/** The owner: sets who gets the fees of later settlements. */
export function setFeeRecipientCall(vault: Address, account: Address): VaultCall {
  return call(vault, encodeFunctionData({ abi: gpuVaultAbi, functionName: "setFeeRecipient", args: [account] }));
}

/** The owner: pauses or resumes opening, and nothing else. */
export function setOpeningPausedCall(vault: Address, paused: boolean): VaultCall {
  return call(vault, encodeFunctionData({ abi: gpuVaultAbi, functionName: "setOpeningPaused", args: [paused] }));
}

/** The owner: offers the vault to `newOwner`, who has it when he accepts. */
export function transferOwnershipCall(vault: Address, newOwner: Address): VaultCall {
  return call(vault, encodeFunctionData({ abi: gpuVaultAbi, functionName: "transferOwnership", args: [newOwner] }));
}

/** Whom the vault is offered to: takes it. */
export function acceptOwnershipCall(vault: Address): VaultCall {
  return call(vault, encodeFunctionData({ abi: gpuVaultAbi, functionName: "acceptOwnership" }));
}

function call(to: Address, data: Hex): VaultCall {
  return { to, data, value: 0n };
}
