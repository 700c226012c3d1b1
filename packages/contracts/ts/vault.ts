import { type Address, type Client, zeroAddress } from "viem";
import { readContract } from "viem/actions";
import { gpuVaultAbi } from "./abi.ts";

/** The block to read at; the latest one if none is named. */
export type At = { readonly blockNumber?: bigint };

/** A rental as the vault has it. `stoppedAt` is 0 until somebody stops it; all is zero if it was never opened. */
export type OnChainRental = {
  readonly customer: Address;
  readonly provider: Address;
  readonly ratePerSecond: bigint;
  readonly maxSeconds: number;
  readonly openedAt: number;
  readonly stoppedAt: number;
  readonly usedSeconds: number;
  readonly feeBps: number;
  readonly open: boolean;
};

/** What a session key may spend over its life, what of that is out or used, and the last second it may sign. */
export type OnChainSessionKey = { readonly spendLimit: bigint; readonly spent: bigint; readonly expiresAt: number };

/** Who and what the vault is set to. `token` is the zero address for the chain's own coin. */
export type VaultSettings = {
  readonly token: Address;
  readonly owner: Address;
  readonly pendingOwner: Address;
  readonly feeRecipient: Address;
  readonly feeBps: number;
  readonly openingPaused: boolean;
};

/** The account's free balance, in base units. */
export function readBalance(client: Client, vault: Address, account: Address, at: At = {}): Promise<bigint> {
  return readContract(client, { ...reading(vault, at), functionName: "balanceOf", args: [account] });
}

/** The rental, open or closed. */
export function readRental(client: Client, vault: Address, rentalId: bigint, at: At = {}): Promise<OnChainRental> {
  return readContract(client, { ...reading(vault, at), functionName: "rental", args: [rentalId] });
}

/** What is left of the rental's hold, in base units; 0 when it is closed. */
export function readHold(client: Client, vault: Address, rentalId: bigint, at: At = {}): Promise<bigint> {
  return readContract(client, { ...reading(vault, at), functionName: "holdOf", args: [rentalId] });
}

/** The customer's session key; all zero if it was never granted. */
export async function readSessionKey(
  client: Client,
  vault: Address,
  { customer, key }: { customer: Address; key: Address },
  at: At = {},
): Promise<OnChainSessionKey> {
  const [spendLimit, spent, expiresAt] = await readContract(client, {
    ...reading(vault, at),
    functionName: "sessionKey",
    args: [customer, key],
  });
  return { spendLimit, spent, expiresAt };
}

/** The nonce that the customer's next signed grant must carry. */
export function readGrantNonce(client: Client, vault: Address, customer: Address, at: At = {}): Promise<bigint> {
  return readContract(client, { ...reading(vault, at), functionName: "grantNonce", args: [customer] });
}

/** Whether the account may relay orders and settle. */
export function readIsOperator(client: Client, vault: Address, account: Address, at: At = {}): Promise<boolean> {
  return readContract(client, { ...reading(vault, at), functionName: "isOperator", args: [account] });
}

/** The vault's settings, read one by one: pass a block number to have them of one moment. */
export async function readSettings(client: Client, vault: Address, at: At = {}): Promise<VaultSettings> {
  const from = reading(vault, at);
  const [token, owner, pendingOwner, feeRecipient, feeBps, openingPaused] = await Promise.all([
    readContract(client, { ...from, functionName: "token" }),
    readContract(client, { ...from, functionName: "owner" }),
    readContract(client, { ...from, functionName: "pendingOwner" }),
    readContract(client, { ...from, functionName: "feeRecipient" }),
    readContract(client, { ...from, functionName: "feeBps" }),
    readContract(client, { ...from, functionName: "openingPaused" }),
  ]);
  return { token, owner, pendingOwner, feeRecipient, feeBps, openingPaused };
}

/** Whether the vault counts in the chain's own coin. */
export function isNative(token: Address): boolean {
  return token === zeroAddress;
}

/** `blockNumber: undefined` would be another type to viem than none at all. */
function reading(vault: Address, { blockNumber }: At) {
  const contract = { abi: gpuVaultAbi, address: vault };
  return blockNumber === undefined ? contract : { ...contract, blockNumber };
}
