import { formatWl } from "@worldland/core/money";
import type { LedgerEntryView } from "@worldland/core/wire/account";

const COLUMNS = [
  "at",
  "kind",
  "balance_wl",
  "held_wl",
  "balance_wei",
  "held_wei",
  "job_id",
  "block",
  "state",
  "transaction",
];

/** Ledger entries as a table for spreadsheets (RFC 4180). No field of an entry holds a comma, quote or formula. */
export function ledgerCsv(entries: readonly LedgerEntryView[]): string {
  const rows = entries.map(({ at, kind, amount_wei, held_wei, job_id, block, final, hash }) => [
    at,
    kind,
    formatWl(BigInt(amount_wei)),
    formatWl(BigInt(held_wei)),
    amount_wei,
    held_wei,
    job_id ?? "",
    block,
    final ? "final" : "seen",
    hash,
  ]);
  return [COLUMNS, ...rows].map((row) => `${row.join(",")}\r\n`).join("");
}
