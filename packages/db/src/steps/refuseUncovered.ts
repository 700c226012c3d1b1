import { formatWl } from "@worldland/core/money";
import { Refusal } from "@worldland/core/refusal";
import type { Executor } from "../database.ts";
import { accountOf } from "../queries/account/accountOf.ts";
import { budgetOf } from "../queries/account/budgetOf.ts";

/**
 * Judges an amount against a session key's budget (`order_required`) and the account's available balance
 * (`insufficient_balance`). The caller holds the account's lock, so nobody spends the same money beside it.
 */
export async function refuseUncovered(
  tx: Executor,
  input: { customer: string; sessionKey: string | null; amount: bigint; deadline: Date },
): Promise<void> {
  const { customer, sessionKey, amount, deadline } = input;
  if (sessionKey !== null) {
    const budget = await budgetOf(tx, customer, sessionKey);
    if (budget === null || budget.left < amount || budget.expiresAt < deadline) throw new Refusal("order_required");
  }
  const { available } = await accountOf(tx, customer);
  if (available >= amount) return;
  throw new Refusal(
    "insufficient_balance",
    `The hold is ${formatWl(amount)} WL, and ${formatWl(available)} WL are available.`,
    { extra: { hold_wei: amount.toString(), available_wei: available.toString() } },
  );
}
