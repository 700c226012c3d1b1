import type { VaultTypedData } from "@worldland/contracts/typedData";
import { hourlyPriceNumber } from "@worldland/core/money";
import { SECONDS_PER_HOUR } from "@worldland/core/time";
import type { QuoteView } from "@worldland/core/wire/rental";
import { readVaultMessage, type TrustedVault } from "./checkVaultMessage.ts";
import { expectParts, UnfitMessage } from "./unfit.ts";

/** What was asked for, as far as an order can betray it. */
export type Asked = {
  readonly provider_id?: string | undefined;
  readonly offer_id?: string | undefined;
  readonly duration_hours: number;
  readonly max_price_per_hour?: number | undefined;
};

/**
 * The order to sign, once every field of it says what the quote says and the request asked: customer, provider, rate,
 * term, vault and chain. Throws `UnfitMessage`.
 */
export function checkOrder(
  quote: QuoteView,
  asked: Asked,
  customer: string,
  trusted: TrustedVault,
): Extract<VaultTypedData, { primaryType: "RentalOrder" }> {
  const typed = readVaultMessage(quote.typed_data, "RentalOrder", trusted);
  const { message } = typed;
  const maxSeconds = asked.duration_hours * SECONDS_PER_HOUR;
  expectParts({
    "message.customer": [message.customer, customer],
    "message.provider": [message.provider, asked.provider_id ?? quote.provider_id],
    "message.maxSeconds": [message.maxSeconds, maxSeconds],
    "message.ratePerSecond": [message.ratePerSecond, quote.rate_per_second_wei],
    offer_id: [quote.offer_id, asked.offer_id ?? quote.offer_id],
    hold_wei: [quote.hold_wei, message.ratePerSecond * BigInt(maxSeconds)],
    ...Object.fromEntries(
      Object.entries(message).map(([field, value]) => [`order.${field}`, [quote.order[field], value]] as const),
    ),
  });
  const perHour = hourlyPriceNumber(message.ratePerSecond);
  if (asked.max_price_per_hour !== undefined && perHour > asked.max_price_per_hour) {
    throw new UnfitMessage("message.ratePerSecond", `${perHour} WL/h`, `at most ${asked.max_price_per_hour} WL/h`);
  }
  return typed;
}
