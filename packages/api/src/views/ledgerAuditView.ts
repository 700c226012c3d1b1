import { jobIdOf } from "@worldland/core/id";
import type { LedgerAuditView } from "@worldland/core/wire/audit";
import type { FoundDifference, LedgerAudits } from "@worldland/db/queries/operator/ledgerAudits";
import type { MirroredVault } from "@worldland/db/queries/operator/mirroredVault";

/** What the monitor found, for operators. */
export function ledgerAuditView(found: LedgerAudits, vault: MirroredVault | null): LedgerAuditView {
  return {
    runs: found.runs.map(({ id, at, blockNumber, accounts, differences }) => ({
      ...{ id: `${id}`, at: at.toISOString(), block: Number(blockNumber), accounts, differences },
    })),
    accounts: found.accounts,
    round_at: found.roundAt?.toISOString() ?? null,
    differences: found.differences.map(differenceView),
    vault: vault === null ? null : vaultView(vault),
  };
}

function differenceView(found: FoundDifference): LedgerAuditView["differences"][number] {
  const { account, ledger, vault, unexplained, isOpen, blockNumber, firstAt, lastAt, entries } = found;
  const rentalId = account.startsWith("hold:") ? BigInt(account.slice("hold:".length)) : null;
  return {
    account,
    job_id: rentalId === null ? null : jobIdOf(rentalId),
    ...{ ledger_wei: `${ledger}`, vault_wei: `${vault}`, difference_wei: `${ledger - vault}` },
    unexplained_wei: `${unexplained}`,
    open: isOpen,
    block: Number(blockNumber),
    ...{ first_at: firstAt.toISOString(), last_at: lastAt.toISOString() },
    entries: entries.map(({ posting: id, kind, amount: amount_wei, block, transactionHash: hash, fault }) => ({
      ...{ id, kind, amount_wei, block: Number(block), hash, fault },
    })),
  };
}

function vaultView(vault: MirroredVault): LedgerAuditView["vault"] {
  const { feeBps, feeRecipient, openingPaused, operators, scannedNumber } = vault;
  return {
    address: vault.vault,
    fee_bps: feeBps,
    fee_recipient: feeRecipient,
    opening_paused: openingPaused,
    operators: [...operators],
    block: Number(scannedNumber),
  };
}
