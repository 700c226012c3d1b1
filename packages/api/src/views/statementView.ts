import { jobIdOf } from "@worldland/core/id";
import { earlier } from "@worldland/core/time";
import type { LedgerEntryView } from "@worldland/core/wire/ledger";
import { STATEMENT_LINES, type StatementView } from "@worldland/core/wire/statement";
import type { Change, Statement, StatementSum } from "@worldland/db/queries/account/statementOf";
import { ledgerEntryView } from "./ledgerView.ts";

/** The instants a `YYYY-MM` month begins and ends at, in UTC; the end is the next one's beginning. */
export function monthSpan(month: string): { from: Date; to: Date } {
  const from = new Date(`${month}-01T00:00:00.000Z`);
  return { from, to: new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1, 1)) };
}

/** A wallet's month: what it began with, what moved and for which rental, what it ended with. */
export function statementView(month: string, wallet: string, read: Statement): StatementView {
  const { from, to } = monthSpan(month);
  const { opening, sums, now } = read;
  const entries = read.entries.map((row) => ledgerEntryView(row, wallet)).reverse();
  const all = sums.flatMap(linesOf);
  const lines = STATEMENT_LINES.map((line) => ({ line, ...together(all.filter((one) => one.line === line)) }));
  return {
    month,
    address: wallet,
    from: from.toISOString(),
    until: earlier(to, now).toISOString(),
    final: to <= now && sums.every(({ isFinal }) => isFinal),
    opening: changeView(opening),
    closing: changeView(together([opening, ...sums])),
    lines: lines.flatMap(({ line, ...change }) => (isNothing(change) ? [] : [{ line, ...changeView(change) }])),
    rentals: rentalsOf(sums, entries),
    entries: entries.filter(({ job_id }) => job_id === null),
    left_off: read.count - entries.length,
  };
}

type Line = Change & { readonly line: (typeof STATEMENT_LINES)[number] };

/** Charges and fees leave the holds of whoever rents and reach the balance of another, who may be the same. */
function linesOf({ kind, balance, held }: StatementSum): Line[] {
  const paid = { balance: 0n, held };
  const got = { balance, held: 0n };
  switch (kind) {
    case "deposit":
      return [{ line: "deposits", balance, held }];
    case "withdrawal":
      return [{ line: "withdrawals", balance, held }];
    case "hold":
      return [{ line: "set_aside", balance, held }];
    case "refund":
      return [{ line: "given_back", balance, held }];
    case "charge":
      return [
        { line: "charged", ...paid },
        { line: "earned", ...got },
      ];
    case "fee":
      return [
        { line: "fees", ...paid },
        { line: "fees_received", ...got },
      ];
  }
}

function rentalsOf(sums: readonly StatementSum[], entries: readonly LedgerEntryView[]): StatementView["rentals"] {
  const ids = [...new Set(sums.flatMap(({ rentalId }) => (rentalId === null ? [] : [rentalId])))];
  ids.sort((a, b) => (a < b ? 1 : -1));
  const entriesOf = Map.groupBy(entries, ({ job_id }) => job_id);
  const sumsOf = Map.groupBy(sums, ({ rentalId }) => rentalId);
  return ids.map((id) => {
    const own = sumsOf.get(id) ?? [];
    const job_id = jobIdOf(id);
    const [first] = own;
    return {
      job_id,
      job_name: first?.isOwn ? first.name : null,
      gpu: first?.gpu ?? null,
      ...changeView(together(own)),
      entries: entriesOf.get(job_id) ?? [],
    };
  });
}

function together(changes: readonly Change[]): Change {
  return changes.reduce((sum, { balance, held }) => ({ balance: sum.balance + balance, held: sum.held + held }), {
    balance: 0n,
    held: 0n,
  });
}

function isNothing({ balance, held }: Change): boolean {
  return balance === 0n && held === 0n;
}

function changeView({ balance, held }: Change) {
  return { balance_wei: `${balance}`, held_wei: `${held}` };
}
