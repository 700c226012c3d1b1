import { formatWl } from "@worldland/core/money";
import { Refusal } from "@worldland/core/refusal";
import type { Executor } from "../database.ts";
import { accountOf } from "../queries/account/accountOf.ts";
import { budgetOf } from "../queries/account/budgetOf.ts";

export type Spending = {
  readonly customer: string;
  /** Null: the customer himself pays. */
  readonly sessionKey: string | null;
  readonly amount: bigint;
  readonly deadline: Date;
};

/**
 * Judges an amount against a session key's budget (`order_required`) and the account's available balance
 * (`insufficient_balance`). The caller holds the account's lock, so nobody spends the same money beside it.
 */
export async function refuseUncovered(tx: Executor, spending: Spending): Promise<void> {
  await refuseUnbudgeted(tx, spending);
  refuseUnaffordable((await accountOf(tx, spending.customer)).available, spending.amount);
}

/** Of a session key, `order_required` where its budget does not cover the amount or ends before the deadline. */
export async function refuseUnbudgeted(tx: Executor, spending: Spending): Promise<void> {
  const { customer, sessionKey, amount, deadline } = spending;
  if (sessionKey === null) return;
  const budget = await budgetOf(tx, customer, sessionKey);
  if (budget === null || budget.left < amount || budget.expiresAt < deadline) throw new Refusal("order_required");
}

/** `insufficient_balance` where the amount is more than what is available. */
export function refuseUnaffordable(available: bigint, amount: bigint): void {
  if (available >= amount) return;
  throw new Refusal(
    "insufficient_balance",
    `The hold is ${formatWl(amount)} WL, and ${formatWl(available)} WL are available.`,
    { extra: { hold_wei: amount.toString(), available_wei: available.toString() } },
  );
}
