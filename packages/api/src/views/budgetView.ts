import type { BudgetView, GrantView } from "@worldland/core/wire/account";
import type { Budget } from "@worldland/db/queries/account/budgetOf";
import type { OwnGrant } from "@worldland/db/queries/account/grantsOf";

/** A session key's allowance; an expired one leaves nothing. */
export function budgetView({ limit, spent, left, expiresAt }: Budget, now: Date): BudgetView {
  return {
    limit_wei: `${limit}`,
    spent_wei: `${spent}`,
    left_wei: expiresAt > now ? `${left}` : "0",
    expires_at: expiresAt.toISOString(),
  };
}

/** A signed grant that waits for its block; null: none. */
export function pendingGrantView(pending: OwnGrant["pending"]): GrantView["pending"] {
  return pending === null ? null : { limit_wei: `${pending.limit}`, expires_at: pending.expiresAt.toISOString() };
}

/** What a customer allows one key. `delegate`: the platform's own, in lower case. */
export function grantView({ key, budget, pending }: OwnGrant, delegate: string, now: Date): GrantView {
  return {
    key,
    is_delegate: key === delegate,
    budget: budget === null ? null : budgetView(budget, now),
    pending: pendingGrantView(pending),
  };
}
