import { sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { operatorKeys } from "../schema/operatorKeys.ts";

export type KeyState = (typeof operatorKeys.$inferSelect)["state"];

/**
 * What a key's worker last saw of it: `balance` and `openingCost` in wei of the chain's own coin. Real time: a stepped
 * local clock must not make its worker look away.
 */
export async function recordOperatorKey(
  db: Database,
  input: { operator: string; balance: bigint; openingCost: bigint; state: KeyState },
): Promise<void> {
  const { operator, ...seen } = input;
  const set = { ...seen, seenAt: sql`clock_timestamp()` };
  await db
    .insert(operatorKeys)
    .values({ operator, ...set })
    .onConflictDoUpdate({ target: operatorKeys.operator, set });
}
