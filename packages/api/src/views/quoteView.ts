import { formatWl, hourlyPriceNumber } from "@worldland/core/money";
import { holdFor } from "@worldland/core/pricing";
import { validUntil } from "@worldland/core/rental/order";
import type { QuoteView } from "@worldland/core/wire/rental";
import { orderOf, type QuoteRow } from "@worldland/db/rows/quoteRow";
import type { ApiConfig } from "../config.ts";
import { orderTypedData } from "../renting/vaultMessages.ts";
import { typedDataView } from "./typedDataView.ts";

export function quoteView(config: ApiConfig, quote: QuoteRow): QuoteView {
  const { ratePerSecond, maxSeconds } = quote;
  const typed = typedDataView(orderTypedData(config, orderOf(quote)));
  const hold = holdFor(ratePerSecond, maxSeconds);
  return {
    order: typed.message,
    typed_data: typed,
    offer_id: quote.offerId,
    provider_id: quote.provider,
    price_per_hour: hourlyPriceNumber(ratePerSecond),
    rate_per_second_wei: ratePerSecond.toString(),
    max_seconds: maxSeconds,
    hold: formatWl(hold),
    hold_wei: hold.toString(),
    valid_until: validUntil(quote.deadline).toISOString(),
  };
}
