import { sessionGrantTypedData } from "@worldland/contracts/typedData";
import { Refusal } from "@worldland/core/refusal";
import { unixSeconds } from "@worldland/core/time";
import type { draftGrantInput, grantMessage } from "@worldland/core/wire/account";
import type { GrantOrder } from "@worldland/db/queries/chain/intentsToSend";
import { getAddress, zeroAddress } from "viem";
import type { z } from "zod";
import type { ApiConfig } from "../config.ts";

const UINT128_MAX = 2n ** 128n - 1n;
/** Unix seconds beyond any date there is: what a `uint40` and a JavaScript date both hold. */
const LATEST_EXPIRY = 253_402_300_799;

/** The grant that a customer asks to be drafted, with the nonce whose turn it is. Refuses `invalid_request`. */
export function draftGrant(customer: string, input: z.infer<typeof draftGrantInput>, key: string, nonce: number) {
  const expiresAt = unixSeconds(new Date(input.expires_at));
  return checked({ customer, key, spendLimit: BigInt(input.spend_limit_wei), expiresAt, nonce });
}

/** A grant as it came in. Refuses `invalid_request` for figures the vault has no room for. */
export function readGrant(message: z.infer<typeof grantMessage>): GrantOrder {
  const { customer, key, spendLimit, expiresAt, nonce } = message;
  return checked({
    ...{ customer, key, spendLimit: BigInt(spendLimit) },
    expiresAt: inRange("expiresAt", expiresAt, LATEST_EXPIRY),
    nonce: inRange("nonce", nonce, 2 ** 31 - 1),
  });
}

/** The message to sign for a grant. */
export function grantTypedData({ chainId, vault }: ApiConfig, { customer, key, ...rest }: GrantOrder) {
  const domain = { chainId, vault: getAddress(vault) };
  const nonce = BigInt(rest.nonce);
  return sessionGrantTypedData(domain, { ...rest, customer: getAddress(customer), key: getAddress(key), nonce });
}

function checked(grant: GrantOrder): GrantOrder {
  if (grant.spendLimit > UINT128_MAX) throw tooLarge("spendLimit");
  if (grant.key === zeroAddress) throw new Refusal("invalid_request", "The zero address holds no key.");
  return grant;
}

function inRange(field: string, text: string, most: number): number {
  if (BigInt(text) > BigInt(most)) throw tooLarge(field);
  return Number(text);
}

function tooLarge(field: string): Refusal {
  const message = "More than the vault has room for.";
  return new Refusal("invalid_request", undefined, { fields: [{ path: `grant.${field}`, message }] });
}
