import { jobIdOf } from "@worldland/core/id";
import { accountOf, holdOf } from "@worldland/core/ledger";
import { formatWl } from "@worldland/core/money";
import type { AccountView, LedgerEntryView } from "@worldland/core/wire/account";
import type { Account } from "@worldland/db/queries/account/accountOf";
import type { Budget } from "@worldland/db/queries/account/budgetOf";
import type { PostingRow } from "@worldland/db/queries/account/ledgerOf";
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

/** A posting as it concerns one wallet. */
export function ledgerEntryView(posting: PostingRow, wallet: string): LedgerEntryView {
  const { id, at, kind, source, destination, amount, rentalId, customer, transactionHash, blockNumber, isFinal } =
    posting;
  const into = (isMine: (account: string) => boolean) =>
    (isMine(destination) ? amount : 0n) - (isMine(source) ? amount : 0n);
  const ownHold = rentalId !== null && customer === wallet ? holdOf(rentalId) : null;
  return {
    id: `${id}`,
    at: at.toISOString(),
    kind,
    amount_wei: `${into((account) => account === accountOf(wallet))}`,
    held_wei: `${into((account) => account === ownHold)}`,
    job_id: rentalId === null ? null : jobIdOf(rentalId),
    hash: transactionHash,
    block: Number(blockNumber),
    final: isFinal,
  };
}
