import { LIMITS } from "@worldland/core/limits";
import type { Resources } from "@worldland/core/pricing";
import { Refusal } from "@worldland/core/refusal";
import { isSameOrder, type RentalOrder, validUntil } from "@worldland/core/rental/order";
import { SECONDS_PER_HOUR } from "@worldland/core/time";
import { orderOf, type QuoteRow } from "../rows/quoteRow.ts";

/** An order as it is presented, with what it binds. */
export type PresentedOrder = Resources & {
  readonly customer: string;
  readonly durationHours: number;
  readonly order: RentalOrder;
};

/**
 * Judges a presented order by the quote of its rental id. Refuses `invalid_request` (outside the limits, no such
 * quote of this customer, another order or request, past its margin) and `order_used`.
 */
export function refuseUnfitOrder(quote: QuoteRow | undefined, asked: PresentedOrder, now: Date): QuoteRow {
  refuseOutsideLimits(asked);
  if (quote === undefined || quote.customer !== asked.customer || !isSameOrder(orderOf(quote), asked.order)) {
    throw new Refusal("invalid_request", "The order does not equal any quote of yours.", {
      suggestion: "Ask for a quote and sign its order unchanged.",
    });
  }
  if (!isSameRequest(quote, asked)) {
    throw new Refusal("invalid_request", "The order was quoted for another request.", {
      suggestion: "GPU count, CPU, memory, storage and duration must be those of the quote.",
    });
  }
  if (quote.usedAt !== null) throw new Refusal("order_used");
  if (now > validUntil(quote.deadline)) {
    throw new Refusal("invalid_request", "The quote is no longer valid.", { suggestion: "Ask for a new quote." });
  }
  return quote;
}

function isSameRequest({ resources, maxSeconds }: QuoteRow, asked: PresentedOrder): boolean {
  return (
    resources.gpuCount === asked.gpuCount &&
    resources.cpuCores === asked.cpuCores &&
    resources.memoryGb === asked.memoryGb &&
    resources.storageGb === asked.storageGb &&
    maxSeconds === asked.durationHours * SECONDS_PER_HOUR
  );
}

function refuseOutsideLimits(asked: PresentedOrder): void {
  const fields = (["gpuCount", "cpuCores", "memoryGb", "storageGb", "durationHours"] as const)
    .filter((path) => {
      const { min, max } = LIMITS[path];
      return !Number.isInteger(asked[path]) || asked[path] < min || asked[path] > max;
    })
    .map((path) => ({ path, message: `must be a whole number from ${LIMITS[path].min} to ${LIMITS[path].max}` }));
  if (fields.length > 0) throw new Refusal("invalid_request", undefined, { fields });
}
