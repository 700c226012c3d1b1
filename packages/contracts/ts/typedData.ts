import { type Address, type Hex, hashTypedData, type TypedDataDomain } from "viem";
import type { Extension, RentalOrder, SessionGrant } from "./messages.ts";

/** The vault that a message is for. A signature for one vault or chain is worth nothing at another. */
export type VaultDomain = { readonly chainId: number; readonly vault: Address };

/** The three signed structs, exactly as in the vault. */
export const vaultTypes = {
  RentalOrder: [
    { name: "rentalId", type: "uint64" },
    { name: "customer", type: "address" },
    { name: "provider", type: "address" },
    { name: "ratePerSecond", type: "uint64" },
    { name: "maxSeconds", type: "uint32" },
    { name: "deadline", type: "uint40" },
  ],
  Extension: [
    { name: "rentalId", type: "uint64" },
    { name: "maxSeconds", type: "uint32" },
    { name: "deadline", type: "uint40" },
  ],
  SessionGrant: [
    { name: "customer", type: "address" },
    { name: "key", type: "address" },
    { name: "spendLimit", type: "uint128" },
    { name: "expiresAt", type: "uint40" },
    { name: "nonce", type: "uint256" },
  ],
} as const;

export type VaultPrimaryType = keyof typeof vaultTypes;

/** The EIP-712 domain of a vault. */
export function vaultDomain({ chainId, vault }: VaultDomain) {
  return { name: "GPUVault", version: "1", chainId, verifyingContract: vault } as const satisfies TypedDataDomain;
}

/** For viem's signTypedData, hashTypedData and verifyTypedData. */
export function rentalOrderTypedData(domain: VaultDomain, message: RentalOrder) {
  const types = { RentalOrder: vaultTypes.RentalOrder };
  return { domain: vaultDomain(domain), types, primaryType: "RentalOrder", message } as const;
}

/** For viem's signTypedData, hashTypedData and verifyTypedData. */
export function extensionTypedData(domain: VaultDomain, message: Extension) {
  const types = { Extension: vaultTypes.Extension };
  return { domain: vaultDomain(domain), types, primaryType: "Extension", message } as const;
}

/** For viem's signTypedData, hashTypedData and verifyTypedData. */
export function sessionGrantTypedData(domain: VaultDomain, message: SessionGrant) {
  const types = { SessionGrant: vaultTypes.SessionGrant };
  return { domain: vaultDomain(domain), types, primaryType: "SessionGrant", message } as const;
}

/** Any message of the vault, ready to sign. */
export type VaultTypedData =
  | ReturnType<typeof rentalOrderTypedData>
  | ReturnType<typeof extensionTypedData>
  | ReturnType<typeof sessionGrantTypedData>;

/** The 32 bytes that are signed. */
export function hashVaultTypedData(typed: VaultTypedData): Hex {
  switch (typed.primaryType) {
    case "RentalOrder":
      return hashTypedData(typed);
    case "Extension":
      return hashTypedData(typed);
    case "SessionGrant":
      return hashTypedData(typed);
  }
}
