import { z } from "zod";
import { hash, instant, nextCursor, page, signedWei, wei } from "./fields.ts";

const LEDGER_KINDS = ["deposit", "withdrawal", "hold", "charge", "fee", "refund"] as const;

/** What a ledger is narrowed to; nothing: all of it. */
const ledgerFilter = {
  kind: z.enum(LEDGER_KINDS).optional(),
  /** Movements of one rental, one's own or one on one's nodes; another's is `not_found`. */
  job_id: z.string().min(1).max(200).optional(),
  /** In blocks of this instant or later. */
  from: instant.optional(),
  /** In blocks before this instant. */
  to: instant.optional(),
};
export const ledgerInput = z.strictObject({ ...page, ...ledgerFilter });

export const ledgerEntryView = z.object({
  id: z.string(),
  at: instant,
  kind: z.enum(LEDGER_KINDS),
  /** Signed: what the entry did to this account's free balance. Charges of a customer move his hold and are 0 here. */
  amount_wei: signedWei,
  /** Signed: what it did to the money held for this account's rentals. */
  held_wei: signedWei,
  /** Null for deposits and withdrawals. */
  job_id: z.string().nullable(),
  /** The name its customer gave the rental; null where it is another's, or none that the platform knows. */
  job_name: z.string().nullable(),
  /**
   * What was paid for, set aside or given back: rate × seconds is the amount, and of a settlement the charge and the
   * fee together. Null for deposits and withdrawals.
   */
  seconds: z.number().int().nullable(),
  rate_per_second_wei: wei.nullable(),
  hash,
  block: z.number().int(),
  /** True once its block is at the chain's depth; until then it is seen, and a reorg may take it back. */
  final: z.boolean(),
});
export type LedgerEntryView = z.infer<typeof ledgerEntryView>;
export const ledgerOutput = z.object({ entries: z.array(ledgerEntryView), next_cursor: nextCursor });
