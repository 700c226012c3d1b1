import { z } from "zod";
import { instant, wei } from "./fields.ts";

const signedWei = z.string().regex(/^-?\d{1,78}$/);

/** An entry that a difference may come from. */
const suspectEntryView = z.object({
  /** Of the posting. */
  id: z.string(),
  kind: z.string(),
  amount_wei: wei,
  block: z.number().int(),
  /** Of its transaction, as the entry has it. */
  hash: z.string(),
  /** no_event: the vault never said so. other_amount: it said another amount. newest: it is only among the newest. */
  fault: z.enum(["no_event", "other_amount", "newest"]),
});

/** For operators: what the monitor found that compares the ledger with the vault. */
export const ledgerAuditOutput = z.object({
  /** The newest runs, newest first. */
  runs: z.array(
    z.object({ id: z.string(), at: instant, block: z.number().int(), accounts: z.number(), differences: z.number() }),
  ),
  /** Accounts in the ledger. */
  accounts: z.number().int(),
  /** When every account had been compared; null: not all were yet. */
  round_at: instant.nullable(),
  /** Newest first; those that are gone stay in the list. */
  differences: z.array(
    z.object({
      /** `account:0x…`, `hold:<rental id>`, `world:vault` (owed and lying in the vault), `sum` (of all, should be 0). */
      account: z.string(),
      /** The rental of a hold; null for other accounts. */
      job_id: z.string().nullable(),
      ledger_wei: signedWei,
      vault_wei: signedWei,
      /** Ledger less vault. */
      difference_wei: signedWei,
      /** Of the ledger's balance, what no entry explains. */
      unexplained_wei: signedWei,
      /** Found by the newest run still. */
      open: z.boolean(),
      block: z.number().int(),
      first_at: instant,
      last_at: instant,
      entries: z.array(suspectEntryView),
    }),
  ),
  /** What the vault is set to, as mirrored; null before it is. */
  vault: z
    .object({
      address: z.string(),
      fee_bps: z.number().int(),
      fee_recipient: z.string(),
      opening_paused: z.boolean(),
      operators: z.array(z.string()),
      /** The newest block mirrored. */
      block: z.number().int(),
    })
    .nullable(),
});
export type LedgerAuditView = z.infer<typeof ledgerAuditOutput>;
