import type { LedgerEntryView } from "@worldland/core/wire/ledger";

/** How far a deposit or withdrawal has come, and what is known of it. */
export type MoveStage =
  | { readonly stage: "sent" }
  | { readonly stage: "reverted" }
  /** `depth`: blocks so far, its own included. */
  | { readonly stage: "seen" | "final"; readonly depth: number };

/** What the wallet says of a transaction; it may know nothing yet. */
export type WalletOutcome = "pending" | "mined" | "reverted";

/**
 * The stage of a transaction: the platform's word where it has seen it, otherwise the wallet's. `headBlock` null: the
 * platform has not read the chain yet.
 */
export function stageOf(
  hash: string,
  entries: readonly Pick<LedgerEntryView, "hash" | "block">[],
  headBlock: number | null,
  confirmations: number,
  wallet: WalletOutcome,
): MoveStage {
  const entry = entries.find((one) => one.hash === hash.toLowerCase());
  if (entry === undefined) return wallet === "reverted" ? { stage: "reverted" } : { stage: "sent" };
  const depth = Math.max(1, (headBlock ?? entry.block) - entry.block + 1);
  return depth >= confirmations ? { stage: "final", depth } : { stage: "seen", depth };
}
