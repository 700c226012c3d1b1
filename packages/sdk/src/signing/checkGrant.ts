import type { VaultTypedData } from "@worldland/contracts/typedData";
import { readVaultMessage, type TrustedVault } from "./checkVaultMessage.ts";
import { expectParts } from "./unfit.ts";

/** A session key's allowance as its customer wants it. */
export type WantedGrant = {
  readonly customer: string;
  /** The key that may then sign orders. */
  readonly key: string;
  /** Base units over the key's life; 0 revokes. */
  readonly spendLimit: bigint;
  /** Unix seconds. */
  readonly expiresAt: number;
};

/** The grant to sign, once it says who, whom, how much and until when as wanted. Throws `UnfitMessage`. */
export function checkGrant(
  json: unknown,
  wanted: WantedGrant,
  trusted: TrustedVault,
): Extract<VaultTypedData, { primaryType: "SessionGrant" }> {
  const typed = readVaultMessage(json, "SessionGrant", trusted);
  const { customer, key, spendLimit, expiresAt } = typed.message;
  expectParts({
    "message.customer": [customer, wanted.customer],
    "message.key": [key, wanted.key],
    "message.spendLimit": [spendLimit, wanted.spendLimit],
    "message.expiresAt": [expiresAt, wanted.expiresAt],
  });
  return typed;
}
