import type { VaultPrimaryType, VaultTypedData } from "@worldland/contracts/typedData";
import { parseTypedDataJson, TypedDataJsonError } from "@worldland/contracts/typedDataJson";
import { expectParts, UnfitMessage } from "./unfit.ts";

/** The vault one means to deal with. */
export type TrustedVault = { readonly chainId: number; readonly vault: string };

type Of<P extends VaultPrimaryType> = Extract<VaultTypedData, { primaryType: P }>;

/** Reads typed data that is claimed to be a message of this kind for this vault. Throws `UnfitMessage`. */
export function readVaultMessage<P extends VaultPrimaryType>(json: unknown, kind: P, trusted: TrustedVault): Of<P> {
  const typed = parse(json);
  if (!isKind(typed, kind)) throw new UnfitMessage("primaryType", typed.primaryType, kind);
  expectParts({
    "domain.chainId": [typed.domain.chainId, trusted.chainId],
    "domain.verifyingContract": [typed.domain.verifyingContract, trusted.vault],
  });
  return typed;
}

function parse(json: unknown): VaultTypedData {
  try {
    return parseTypedDataJson(json);
  } catch (cause) {
    if (cause instanceof TypedDataJsonError) throw new UnfitMessage("typed_data", cause.message, "the vault's");
    throw cause;
  }
}

function isKind<P extends VaultPrimaryType>(typed: VaultTypedData, kind: P): typed is Of<P> {
  return typed.primaryType === kind;
}
