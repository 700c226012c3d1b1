import { csvLine } from "./csv.ts";
import { formatWl } from "./money.ts";
import type { LedgerEntryView } from "./wire/ledger.ts";

const COLUMNS = {
  at: ({ at }) => at,
  kind: ({ kind }) => kind,
  balance_wl: ({ amount_wei }) => formatWl(BigInt(amount_wei)),
  held_wl: ({ held_wei }) => formatWl(BigInt(held_wei)),
  balance_wei: ({ amount_wei }) => amount_wei,
  held_wei: ({ held_wei }) => held_wei,
  job_id: ({ job_id }) => job_id ?? "",
  job_name: ({ job_name }) => job_name ?? "",
  seconds: ({ seconds }) => `${seconds ?? ""}`,
  rate_per_second_wei: ({ rate_per_second_wei }) => rate_per_second_wei ?? "",
  block: ({ block }) => `${block}`,
  state: ({ final }) => (final ? "final" : "seen"),
  transaction: ({ hash }) => hash,
} as const satisfies Record<string, (entry: LedgerEntryView) => string>;

/** The first line of a ledger as a table for spreadsheets. */
export const LEDGER_CSV_HEAD = csvLine(Object.keys(COLUMNS));

/** Ledger entries as the lines that follow. */
export function ledgerCsvLines(entries: readonly LedgerEntryView[]): string {
  const fields = Object.values(COLUMNS);
  return entries.map((entry) => csvLine(fields.map((field) => field(entry)))).join("");
}
