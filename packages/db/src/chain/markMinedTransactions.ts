import type { VaultEvent } from "@worldland/core/vault/vaultEvent";
import { and, arrayOverlaps, inArray, or } from "drizzle-orm";
import type { Executor } from "../database.ts";
import { vaultIntents } from "../schema/vaultIntents.ts";
import { vaultTransactions } from "../schema/vaultTransactions.ts";

/**
 * Transactions of ours, any of their replacements, whose events are in a block: mined, with all they were to do. A
 * transaction is all or nothing, so an entry without an event of its own came true as well.
 */
export async function markMinedTransactions(
  tx: Executor,
  events: readonly VaultEvent[],
  number: bigint,
): Promise<void> {
  const hashes = [...new Set(events.map((event) => event.transactionHash))];
  const mined = await tx
    .update(vaultTransactions)
    .set({ state: "mined", minedNumber: number })
    .where(
      and(
        inArray(vaultTransactions.state, ["sent", "failed"]),
        or(inArray(vaultTransactions.hash, hashes), arrayOverlaps(vaultTransactions.earlierHashes, hashes)),
      ),
    )
    .returning({ id: vaultTransactions.id });
  if (mined.length === 0) return;
  await tx
    .update(vaultIntents)
    .set({ state: "mined", minedNumber: number, refusal: null, refusedAtBlock: null })
    .where(
      and(
        inArray(
          vaultIntents.transactionId,
          mined.map((row) => row.id),
        ),
        inArray(vaultIntents.state, ["planned", "sent"]),
      ),
    );
}
