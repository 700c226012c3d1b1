import type { TypedData } from "@worldland/core/wire/fields";
import { expect, it } from "vitest";
import { checkChallenge } from "./checkChallenge.ts";

const WALLET = `0x${"c1".repeat(20)}`;
const EXPECTED = { chainId: 103, origin: "https://cloud.example", nonce: "n1", wallet: WALLET };
const CHALLENGE: TypedData = {
  domain: { name: "WorldLand Cloud", version: "1", chainId: 103 },
  types: {},
  primaryType: "SignIn",
  message: { wallet: WALLET, origin: EXPECTED.origin, nonce: "n1", issuedAt: "1800000000", expiresAt: "1800000300" },
};

it("signs a sign-in of this wallet at this origin, in its own words", () => {
  const typed = checkChallenge(CHALLENGE, EXPECTED);
  expect(typed.message).toMatchObject({ origin: EXPECTED.origin, nonce: "n1", expiresAt: 1_800_000_300n });
  expect(Object.keys(typed.types)).toEqual(["SignIn"]);
  expect(typed.domain).toEqual(CHALLENGE.domain);
});

it.each([
  ["domain.name", { domain: { ...CHALLENGE.domain, name: "GPUVault" } }],
  ["domain.chainId", { domain: { ...CHALLENGE.domain, chainId: 1 } }],
  ["primaryType", { primaryType: "RentalOrder" }],
  ["message.wallet", { message: { ...CHALLENGE.message, wallet: `0x${"c2".repeat(20)}` } }],
  ["message.origin", { message: { ...CHALLENGE.message, origin: "https://cloud.evil" } }],
  ["message.nonce", { message: { ...CHALLENGE.message, nonce: "n2" } }],
  ["message.expiresAt", { message: { ...CHALLENGE.message, expiresAt: "soon" } }],
])("refuses a challenge whose %s is another", (part, change) => {
  expect(() => checkChallenge({ ...CHALLENGE, ...change }, EXPECTED)).toThrow(`${part} is`);
});
