import { z } from "zod";
import { instant, signedWei, wei } from "./fields.ts";
import { ledgerEntryView } from "./ledger.ts";

/** A calendar month in UTC, `YYYY-MM`. */
const month = z.string().regex(/^\d{4}-(?:0[1-9]|1[0-2])$/, "A month is YYYY-MM.");

export const statementsOutput = z.object({
  /** Months in which money moved, the newest first. */
  statements: z.array(z.object({ month, entries: z.number().int() })),
});
export const statementInput = z.strictObject({ month });

export const STATEMENT_LINES = [
  "deposits",
  "withdrawals",
  "set_aside",
  "given_back",
  "charged",
  "fees",
  "earned",
  "fees_received",
] as const;

const standing = z.object({ balance_wei: wei, held_wei: wei });
const change = { balance_wei: signedWei, held_wei: signedWei };

export const statementView = z.object({
  month,
  address: z.string(),
  from: instant,
  /** End of the month, exclusive; the present instant while it goes on. */
  until: instant,
  /** False while the month goes on, or an entry of it is only seen: figures may still change. */
  final: z.boolean(),
  opening: standing,
  /** Opening and all lines together. */
  closing: standing,
  /** What changed free balance and money held, by cause; only those that did. */
  lines: z.array(z.object({ line: z.enum(STATEMENT_LINES), ...change })),
  /** By rental, newest first, with the entries of each, oldest first. */
  rentals: z.array(
    z.object({
      job_id: z.string(),
      /** Null where it is another's, on one's own node. */
      job_name: z.string().nullable(),
      gpu: z.string().nullable(),
      ...change,
      entries: z.array(ledgerEntryView),
    }),
  ),
  /** Deposits and withdrawals, oldest first. */
  entries: z.array(ledgerEntryView),
  /** Entries that are in the sums and not listed, because there are too many; the ledger has them all. */
  left_off: z.number().int(),
});
export type StatementView = z.infer<typeof statementView>;
