import { unixSeconds } from "@worldland/core/time";
import type { TypedData } from "@worldland/core/wire/fields";
import type { ChallengeRow } from "@worldland/db/commands/issueChallenge";
import { getAddress, type Hex, hashTypedData } from "viem";

const TYPES = {
  SignIn: [
    { name: "wallet", type: "address" },
    { name: "origin", type: "string" },
    { name: "nonce", type: "string" },
    { name: "issuedAt", type: "uint256" },
    { name: "expiresAt", type: "uint256" },
  ],
} as const;

/** What a wallet signs to sign in, as `eth_signTypedData_v4` takes it. Times are unix seconds. */
export function signInTypedData(challenge: ChallengeRow): TypedData {
  const { chainId, wallet, origin, nonce, issuedAt, expiresAt } = challenge;
  return {
    domain: { name: "WorldLand Cloud", version: "1", chainId },
    types: {
      EIP712Domain: [
        { name: "name", type: "string" },
        { name: "version", type: "string" },
        { name: "chainId", type: "uint256" },
      ],
      SignIn: TYPES.SignIn.map((field) => ({ ...field })),
    },
    primaryType: "SignIn",
    message: {
      wallet: getAddress(wallet),
      origin,
      nonce,
      issuedAt: `${unixSeconds(issuedAt)}`,
      expiresAt: `${unixSeconds(expiresAt)}`,
    },
  };
}

/** The 32 bytes that were signed; made from our row, so that nothing a client sends can change what is verified. */
export function signInHash({ chainId, wallet, origin, nonce, issuedAt, expiresAt }: ChallengeRow): Hex {
  return hashTypedData({
    domain: { name: "WorldLand Cloud", version: "1", chainId },
    types: TYPES,
    primaryType: "SignIn",
    message: {
      wallet: getAddress(wallet),
      origin,
      nonce,
      issuedAt: BigInt(unixSeconds(issuedAt)),
      expiresAt: BigInt(unixSeconds(expiresAt)),
    },
  });
}
