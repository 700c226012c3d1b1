import { rentalOrderTypedData } from "@worldland/contracts/typedData";
import { toTypedDataJson } from "@worldland/contracts/typedDataJson";
import type { TypedData } from "@worldland/core/wire/fields";
import type { QuoteView } from "@worldland/core/wire/rental";
import { getAddress } from "viem";
import { describe, expect, it } from "vitest";
import { type Asked, checkOrder } from "./checkOrder.ts";
import { UnfitMessage } from "./unfit.ts";

const CUSTOMER = getAddress(`0x${"c1".repeat(20)}`);
const PROVIDER = getAddress(`0x${"a2".repeat(20)}`);
const STRANGER = getAddress(`0x${"ee".repeat(20)}`);
const TRUSTED = { chainId: 31_337, vault: getAddress(`0x${"bb".repeat(20)}`) };
const RATE = 116_666_666_666_667n; // 0.42 WL an hour

const ORDER = {
  rentalId: 7n,
  customer: CUSTOMER,
  provider: PROVIDER,
  ratePerSecond: RATE,
  maxSeconds: 7200,
  deadline: 1_800_000_000,
};
const ASKED: Asked = { offer_id: "off_1", provider_id: PROVIDER.toLowerCase(), duration_hours: 2 };

describe("an order is signed only if it says what was asked for", () => {
  it("passes when every part fits, whatever the case of addresses", () => {
    const typed = checkOrder(quoteOf(ORDER), ASKED, CUSTOMER.toLowerCase(), TRUSTED);
    expect(typed.message).toEqual(ORDER);
    expect(typed.domain.verifyingContract).toBe(TRUSTED.vault);
  });

  it.each([
    ["another customer", { customer: STRANGER }, "message.customer"],
    ["another provider", { provider: STRANGER }, "message.provider"],
    ["a longer term", { maxSeconds: 7201 }, "message.maxSeconds"],
  ])("refuses %s", (_, change, part) => {
    expect(refusal(quoteOf({ ...ORDER, ...change }))).toBe(part);
  });

  it("refuses a rate other than the one shown", () => {
    const shown = quoteOf(ORDER);
    const signed = { ...shown, typed_data: quoteOf({ ...ORDER, ratePerSecond: RATE + 1n }).typed_data };
    expect(refusal(signed)).toBe("message.ratePerSecond");
  });

  it("refuses a hold that is not rate × term", () => {
    expect(refusal({ ...quoteOf(ORDER), hold_wei: "1" })).toBe("hold_wei");
  });

  it("refuses to send another order than the one it signs", () => {
    const quote = quoteOf(ORDER);
    expect(refusal({ ...quote, order: { ...quote.order, rentalId: "8" } })).toBe("order.rentalId");
  });

  it("refuses another offer than the one asked for", () => {
    expect(refusal({ ...quoteOf(ORDER), offer_id: "off_2" })).toBe("offer_id");
  });

  it("refuses a price above the limit, and takes one at it", () => {
    expect(refusal(quoteOf(ORDER), { ...ASKED, max_price_per_hour: 0.41 })).toBe("message.ratePerSecond");
    expect(checkOrder(quoteOf(ORDER), { ...ASKED, max_price_per_hour: 0.4200001 }, CUSTOMER, TRUSTED)).toBeDefined();
  });

  it("refuses another vault and another chain", () => {
    const other = { chainId: TRUSTED.chainId, vault: STRANGER };
    expect(refusal(quoteOf(ORDER, other))).toBe("domain.verifyingContract");
    expect(refusal(quoteOf(ORDER, { ...TRUSTED, chainId: 103 }))).toBe("domain.chainId");
  });

  it("refuses a message of another kind, and types that say something else than they hash", () => {
    const quote = quoteOf(ORDER);
    expect(refusal({ ...quote, typed_data: { ...quote.typed_data, primaryType: "SessionGrant" } })).toBe("typed_data");
    const types = { ...quote.typed_data.types, RentalOrder: [{ name: "rentalId", type: "uint256" }] };
    expect(refusal({ ...quote, typed_data: { ...quote.typed_data, types } })).toBe("typed_data");
  });
});

function refusal(quote: QuoteView, asked: Asked = ASKED): string {
  try {
    checkOrder(quote, asked, CUSTOMER, TRUSTED);
  } catch (error) {
    if (error instanceof UnfitMessage) return error.part;
    throw error;
  }
  return "signed";
}

function quoteOf(order: typeof ORDER, domain: { chainId: number; vault: `0x${string}` } = TRUSTED): QuoteView {
  const { types, domain: shownDomain, ...typed } = toTypedDataJson(rentalOrderTypedData(domain, order));
  const typedData: TypedData = {
    ...typed,
    domain: { ...shownDomain },
    types: Object.fromEntries(Object.entries(types).map(([name, fields]) => [name, fields.map((one) => ({ ...one }))])),
  };
  const fields = Object.entries(order).map(([name, value]) => [name, String(value)]);
  return {
    order: Object.fromEntries(fields),
    typed_data: typedData,
    offer_id: "off_1",
    provider_id: order.provider.toLowerCase(),
    price_per_hour: 0.42,
    rate_per_second_wei: String(order.ratePerSecond),
    max_seconds: order.maxSeconds,
    hold: "0.84",
    hold_wei: String(order.ratePerSecond * BigInt(order.maxSeconds)),
    valid_until: "2027-01-15T08:00:00.000Z",
  };
}
