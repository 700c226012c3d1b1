import { Refusal } from "@worldland/core/refusal";
import { and, eq, inArray, ne, sql } from "drizzle-orm";
import { passOn } from "../chain/ownerKey.ts";
import type { Database, Executor } from "../database.ts";
import { chainState } from "../schema/chainState.ts";
import { operatorKeys } from "../schema/operatorKeys.ts";
import { vaultIntents } from "../schema/vaultIntents.ts";
import { vaultTransactions } from "../schema/vaultTransactions.ts";

export type HandedOver = {
  /** Intents that the successor signs. */
  readonly intents: number;
  /** Transactions of the old key that may still be mined: its intents in them stay where they are. */
  readonly signed: number;
};

/**
 * Replaces an operator key for good: its rentals, and what it had planned, are its successor's from now on, whose worker
 * also sees through what the old key had signed. That is signed anew only once the vault, at depth, no longer takes the
 * old key for an operator: until then it may be mined, and nothing is ever asked of the vault twice. Safe to repeat.
 */
export async function handOver(db: Database, { from, to }: { from: string; to: string }): Promise<HandedOver> {
  return db.transaction(async (tx) => {
    // As the planner does: neither a plan nor a mirrored block comes in between.
    const [chain] = await tx.select().from(chainState).for("no key update");
    if (chain === undefined) throw new Error("no vault is mirrored");
    const deep = chain.scannedNumber + 1n - BigInt(chain.confirmations);
    await refuseUnfit(tx, from, to, deep);
    await tx
      .insert(operatorKeys)
      .values([{ operator: from, successor: to }, { operator: to }])
      .onConflictDoUpdate({ target: operatorKeys.operator, set: { successor: sql`excluded.successor` } });
    await tx
      .update(operatorKeys)
      .set({ successor: to })
      .where(and(eq(operatorKeys.successor, from), ne(operatorKeys.operator, to)));
    if ((await isOperator(tx, from, deep)) === false) await giveUpSigned(tx, from);
    const intents = await passOn(tx);
    const isOpen = and(eq(vaultTransactions.operator, from), eq(vaultTransactions.state, "sent"));
    return { intents, signed: await tx.$count(vaultTransactions, isOpen) };
  });
}

async function refuseUnfit(tx: Executor, from: string, to: string, deep: bigint): Promise<void> {
  if (from === to) {
    const suggestion = "Name the key that is gone first, then the one that takes over.";
    throw new Refusal("invalid_request", "A key cannot replace itself.", { suggestion });
  }
  if ((await isOperator(tx, to, deep)) === true) return;
  const suggestion = "The vault's owner must name it first, with setOperator; then wait until that is at depth.";
  throw new Refusal("invalid_request", `The vault does not know ${to} as an operator.`, { suggestion });
}

/** What the vault's events up to a block say of a key; null: it was never named. */
async function isOperator(tx: Executor, operator: string, deep: bigint): Promise<boolean | null> {
  const { rows } = await tx.execute<{ allowed: boolean }>(sql`
    select (args ->> 'allowed')::boolean as allowed from vault_events
     where name = 'OperatorSet' and lower(args ->> 'account') = ${operator} and block_number <= ${deep}
     order by block_number desc, log_index desc limit 1`);
  return rows[0]?.allowed ?? null;
}

/** Whatever of it is mined after all fails there: the vault refuses the key. */
async function giveUpSigned(tx: Executor, from: string): Promise<void> {
  const given = await tx
    .update(vaultTransactions)
    .set({ state: "failed" })
    .where(and(eq(vaultTransactions.operator, from), eq(vaultTransactions.state, "sent")))
    .returning({ id: vaultTransactions.id });
  const ids = given.map(({ id }) => id);
  await tx
    .update(vaultIntents)
    .set({ state: "planned", transactionId: null })
    .where(and(inArray(vaultIntents.transactionId, ids), eq(vaultIntents.state, "sent")));
}
