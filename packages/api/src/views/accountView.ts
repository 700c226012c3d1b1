import { formatWl } from "@worldland/core/money";
import type { AccountView } from "@worldland/core/wire/account";
import type { Account } from "@worldland/db/queries/account/accountOf";
import type { Budget } from "@worldland/db/queries/account/budgetOf";
import type { ApiConfig } from "../config.ts";
import { budgetView, pendingGrantView } from "./budgetView.ts";

/** A wallet's money. `now` tells whether its budget still counts. */
export function accountView(
  address: string,
  account: Account,
  allowance: { budget: Budget | null; pending: { limit: bigint; expiresAt: Date } | null },
  config: ApiConfig,
  now: Date,
): AccountView {
  const { available, held, pending } = account;
  const { chainId, vault, token, confirmations, delegate } = config;
  return {
    address,
    ...{ available_wei: `${available}`, held_wei: `${held}`, pending_wei: `${pending}` },
    ...{ available: formatWl(available), held: formatWl(held), pending: formatWl(pending) },
    ...{ chain_id: chainId, vault, token, confirmations, delegate },
    budget: allowance.budget === null ? null : budgetView(allowance.budget, now),
    budget_pending: pendingGrantView(allowance.pending),
  };
}
