import { jobIdOf } from "@worldland/core/id";
import { accountOf, holdOf } from "@worldland/core/ledger";
import type { LedgerEntryView } from "@worldland/core/wire/ledger";
import type { LedgerRow } from "@worldland/db/queries/account/ledgerOf";

/** A posting as it concerns one wallet. */
export function ledgerEntryView(row: LedgerRow, wallet: string): LedgerEntryView {
  const { source, destination, amount, rentalId, customer, ratePerSecond: rate } = row;
  const into = (mine: string | null) => (destination === mine ? amount : 0n) - (source === mine ? amount : 0n);
  const isOwn = rentalId !== null && customer === wallet;
  return {
    id: `${row.id}`,
    at: row.at.toISOString(),
    kind: row.kind,
    amount_wei: `${into(accountOf(wallet))}`,
    held_wei: `${isOwn ? into(holdOf(rentalId)) : 0n}`,
    job_id: rentalId === null ? null : jobIdOf(rentalId),
    job_name: isOwn ? row.rentalName : null,
    seconds: rate === null ? null : Number((row.settled ?? amount) / rate),
    rate_per_second_wei: rate === null ? null : `${rate}`,
    hash: row.transactionHash,
    block: Number(row.blockNumber),
    final: row.isFinal,
  };
}
