import type { LedgerEntryView } from "@worldland/core/wire/ledger";

type LedgerKind = LedgerEntryView["kind"];

/** What movements are called, in the order of a life. */
export const KINDS = {
  deposit: "Deposit",
  withdrawal: "Withdrawal",
  hold: "Set aside",
  charge: "Charge",
  fee: "Fee",
  refund: "Given back",
} as const satisfies Record<LedgerKind, string>;

/** What a movement is to the wallet it moved: what one pays, another gets. */
export function movementName({ kind, amount_wei }: Pick<LedgerEntryView, "kind" | "amount_wei">): string {
  if (kind === "charge" && BigInt(amount_wei) > 0n) return "Earned";
  if (kind === "fee" && BigInt(amount_wei) > 0n) return "Fee received";
  return KINDS[kind];
}

/** A filter as its controls hold it: days are UTC, `YYYY-MM-DD`, both included; empty: not narrowed. */
export type LedgerFilter = {
  readonly kind: LedgerKind | "";
  readonly jobId: string;
  readonly from: string;
  readonly to: string;
};
export const EVERYTHING: LedgerFilter = { kind: "", jobId: "", from: "", to: "" };

/** The filter as the API takes it. */
export type LedgerQuery = { kind?: LedgerKind; job_id?: string; from?: string; to?: string };

const DAY_MS = 24 * 3600 * 1000;

export function ledgerQuery({ kind, jobId, from, to }: LedgerFilter): LedgerQuery {
  const id = jobId.trim();
  return {
    ...(kind === "" ? {} : { kind }),
    ...(id === "" ? {} : { job_id: id }),
    ...(isDay(from) ? { from: `${from}T00:00:00.000Z` } : {}),
    ...(isDay(to) ? { to: new Date(Date.parse(to) + DAY_MS).toISOString() } : {}),
  };
}

export function isKind(text: string): text is LedgerKind {
  return Object.hasOwn(KINDS, text);
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}
