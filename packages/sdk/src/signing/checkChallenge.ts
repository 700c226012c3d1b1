import type { TypedData } from "@worldland/core/wire/fields";
import { getAddress, type TypedDataDefinition } from "viem";
import { expectParts, UnfitMessage } from "./unfit.ts";

const TYPES = {
  SignIn: [
    { name: "wallet", type: "address" },
    { name: "origin", type: "string" },
    { name: "nonce", type: "string" },
    { name: "issuedAt", type: "uint256" },
    { name: "expiresAt", type: "uint256" },
  ],
} as const;

export type ExpectedChallenge = {
  readonly chainId: number;
  /** Of the pages that the sign-in is for. */
  readonly origin: string;
  readonly nonce: string;
  readonly wallet: string;
};

/**
 * The message to sign in with, made anew from what was expected of the challenge: a message of another kind, which
 * could be a payment in disguise, is never signed. Throws `UnfitMessage`.
 */
export function checkChallenge(
  { domain, primaryType, message }: TypedData,
  { chainId, origin, nonce, wallet }: ExpectedChallenge,
): TypedDataDefinition<typeof TYPES, "SignIn"> {
  expectParts({
    "domain.name": [domain.name, "WorldLand Cloud"],
    "domain.version": [domain.version, "1"],
    "domain.chainId": [domain.chainId, chainId],
    primaryType: [primaryType, "SignIn"],
    "message.wallet": [message.wallet, wallet],
    "message.nonce": [message.nonce, nonce],
  });
  if (message.origin !== origin) throw new UnfitMessage("message.origin", message.origin, origin);
  return {
    domain: { name: "WorldLand Cloud", version: "1", chainId },
    types: TYPES,
    primaryType: "SignIn",
    message: {
      ...{ wallet: getAddress(wallet), origin, nonce },
      issuedAt: integer("message.issuedAt", message.issuedAt),
      expiresAt: integer("message.expiresAt", message.expiresAt),
    },
  };
}

function integer(part: string, text: string | undefined): bigint {
  if (text === undefined || !/^\d{1,78}$/.test(text)) throw new UnfitMessage(part, text, "unix seconds");
  return BigInt(text);
}
