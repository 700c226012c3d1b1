import { sql } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { type Budget, budgetOf } from "./budgetOf.ts";
import { pendingGrant } from "./pendingGrant.ts";

/** What a customer allows a key to spend. */
export type OwnGrant = {
  /** Lower-case address. */
  readonly key: string;
  /** As it binds here; null while its first grant waits for its block. */
  readonly budget: Budget | null;
  /** The newest signed grant that waits for its block; null: none. */
  readonly pending: { readonly limit: bigint; readonly expiresAt: Date } | null;
};

/** More keys than anybody grants. */
const MOST = 100;

/**
 * Every key that may spend, or is about to, or whose revocation waits for its block, by address; and revoked ones that
 * have spent something, because a new limit counts what they spent.
 */
export async function grantsOf(db: Executor, customer: string): Promise<OwnGrant[]> {
  const { rows } = await db.execute<{ key: string }>(sql`
    select key from session_grants where customer = ${customer} and (spend_limit > 0 or spent > 0)
    union
    select key from grant_requests where customer = ${customer} and state = 'pending'
    order by key limit ${MOST}`);
  const grants: OwnGrant[] = [];
  for (const { key } of rows) {
    const budget = await budgetOf(db, customer, key);
    grants.push({ key, budget, pending: await pendingGrant(db, customer, key) });
  }
  return grants;
}
