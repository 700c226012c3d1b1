import type { VaultEvent } from "@worldland/core/vault/vaultEvent";
import { and, arrayOverlaps, eq, inArray, or, sql } from "drizzle-orm";
import type { Executor } from "../database.ts";
import { vaultIntents } from "../schema/vaultIntents.ts";
import { vaultTransactions } from "../schema/vaultTransactions.ts";

/**
 * Transactions of ours, any of their replacements, whose events are in these blocks: mined, with all they were to do. A
 * transaction is all or nothing, so an entry without an event of its own came true as well.
 */
export async function markMinedTransactions(
  tx: Executor,
  placed: readonly { readonly event: VaultEvent; readonly block: { readonly number: bigint } }[],
): Promise<void> {
  const numbers = new Map(placed.map(({ event, block }) => [event.transactionHash, block.number]));
  const hashes = sql.param([...numbers.keys()]);
  const { id, hash, earlierHashes, state } = vaultTransactions;
  const mined = await tx
    .select({ id, hash, earlierHashes })
    .from(vaultTransactions)
    .where(
      and(
        inArray(state, ["sent", "failed"]),
        or(sql`${hash} = any(${hashes}::text[])`, arrayOverlaps(earlierHashes, [...numbers.keys()])),
      ),
    )
    .orderBy(id)
    .for("no key update");
  for (const { id, hash, earlierHashes } of mined) {
    const minedNumber = [hash, ...earlierHashes].map((one) => numbers.get(one)).find((number) => number !== undefined);
    if (minedNumber === undefined) continue;
    await tx.update(vaultTransactions).set({ state: "mined", minedNumber }).where(eq(vaultTransactions.id, id));
    await tx
      .update(vaultIntents)
      .set({ state: "mined", minedNumber, refusal: null, refusedAtBlock: null })
      .where(and(eq(vaultIntents.transactionId, id), inArray(vaultIntents.state, ["planned", "sent"])));
  }
}
