import { isVaultRate } from "@worldland/core/money";
import { holdFor } from "@worldland/core/pricing";
import type { Budget } from "@worldland/db/queries/account/budgetOf";
import type { OrderToSign } from "@worldland/db/queries/signer/ordersToSign";

/**
 * other_provider: the order names somebody else than the offer does. wrong_amount: what was reserved is not what the
 * signature would cost. no_budget: never granted, expired, or too small for what came before and this.
 */
export type OrderFault = "other_provider" | "wrong_amount" | "no_budget";

/** Everything the delegate key asks before it signs, with its own arithmetic. Null: it may. */
export function judgeOrder(order: OrderToSign, budget: Budget | null, now: Date): OrderFault | null {
  if (order.purpose === "open" && order.order.provider !== order.offerProvider) return "other_provider";
  const cost = costOf(order);
  if (cost === null || cost !== order.amount) return "wrong_amount";
  if (budget === null || budget.expiresAt <= now) return "no_budget";
  return budget.spent + order.reservedBefore + cost <= budget.limit ? null : "no_budget";
}

/** Base units that the signature lets the vault set aside; null for terms no vault takes. */
function costOf(order: OrderToSign): bigint | null {
  const seconds = order.purpose === "open" ? order.order.maxSeconds : order.extension.maxSeconds - order.durationS;
  return seconds > 0 && isVaultRate(order.ratePerSecond) ? holdFor(order.ratePerSecond, seconds) : null;
}
