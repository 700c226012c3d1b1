import type { Refusal } from "@worldland/core/refusal";
import { type QuoteView, quoteView } from "@worldland/core/wire/rental";
import { RATE } from "@worldland/db/testMarket";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { refusalOf, type TestApi } from "../testApi.ts";

/** What the least there is sets aside in a testMarket. */
export const HOLD = RATE * 3600n;

export const newAccount = () => privateKeyToAccount(generatePrivateKey());

/** A wallet with money for so many holds of the least there is. */
export async function customerWith(api: TestApi, holds: number) {
  const account = newAccount();
  const address = account.address.toLowerCase();
  if (holds > 0) await api.deposit(address, HOLD * BigInt(holds));
  return { account, address, calls: api.as(address) };
}

export const codeOf = async (call: Promise<unknown>) => (await refusalOf(call)).code;

/** A session key's budget, as the vault says it. */
export function grant(api: TestApi, customer: string, key: string, limit: bigint) {
  return api.chain.mine([], {
    sessionKeys: [{ customer, key, limit, spent: 0n, expiresAt: 4_102_444_800, nonce: 1 }],
  });
}

/** The order of a quote as a client sends it back. */
export function orderIn(quote: Pick<QuoteView, "order">, order: QuoteView["order"] = quote.order) {
  const field = (name: string) => order[name] ?? "";
  return {
    order: {
      rentalId: field("rentalId"),
      customer: field("customer"),
      provider: field("provider"),
      ratePerSecond: field("ratePerSecond"),
      maxSeconds: field("maxSeconds"),
      deadline: field("deadline"),
    },
  };
}

/** The quote that a refusal carries. */
export function quoteIn(refusal: Refusal): QuoteView {
  return quoteView.parse(refusal.extra.quote);
}

/** The other signature that recovers to the same key, which the vault refuses. */
export function withHighS(signature: string): string {
  const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
  const s = order - BigInt(`0x${signature.slice(66, 130)}`);
  const v = signature.endsWith("1b") ? "1c" : "1b";
  return `${signature.slice(0, 66)}${s.toString(16).padStart(64, "0")}${v}`;
}
