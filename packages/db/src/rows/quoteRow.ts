import type { RentalOrder } from "@worldland/core/rental/order";
import { unixSeconds } from "@worldland/core/time";
import type { quotes } from "../schema/quotes.ts";

export type QuoteRow = typeof quotes.$inferSelect;

/** The order that a quote asks its customer to sign. */
export function orderOf(quote: QuoteRow): RentalOrder {
  const { rentalId, customer, provider, ratePerSecond, maxSeconds, deadline } = quote;
  return { rentalId, customer, provider, ratePerSecond, maxSeconds, deadline: unixSeconds(deadline) };
}
