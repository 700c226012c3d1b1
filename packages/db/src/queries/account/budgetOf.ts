import { larger, smaller } from "@worldland/core/money";
import { earlier } from "@worldland/core/time";
import { and, eq, gte, isNull, sql } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { grantRequests } from "../../schema/grantRequests.ts";
import { reservations } from "../../schema/reservations.ts";
import { sessionGrants } from "../../schema/sessionGrants.ts";

/** A session key's budget, in base units. */
export type Budget = {
  readonly limit: bigint;
  /** As the vault stated it at the scanned head. */
  readonly spent: bigint;
  /** What may still be ordered: the smallest limit granted or on its way, less spent, less open reservations. */
  readonly left: bigint;
  readonly expiresAt: Date;
};

/**
 * What a customer allows a key to spend; null when he never granted it. A signed grant that is not mined yet counts
 * where it lowers the limit or the expiry: revoking binds here at once. Raising waits for the chain.
 */
export async function budgetOf(db: Executor, customer: string, key: string): Promise<Budget | null> {
  const [grant] = await db
    .select()
    .from(sessionGrants)
    .where(and(eq(sessionGrants.customer, customer), eq(sessionGrants.key, key)));
  if (grant === undefined) return null;
  const waiting = await db
    .select()
    .from(grantRequests)
    .where(
      and(
        eq(grantRequests.customer, customer),
        eq(grantRequests.key, key),
        eq(grantRequests.state, "pending"),
        gte(grantRequests.nonce, grant.nonce),
      ),
    );
  const [sum] = await db
    .select({ reserved: sql<string>`coalesce(sum(${reservations.amount}), 0)::text` })
    .from(reservations)
    .where(and(eq(reservations.customer, customer), eq(reservations.sessionKey, key), isNull(reservations.endedAt)));
  const limit = waiting.map((request) => request.limit).reduce(smaller, grant.limit);
  const expiresAt = waiting.map((request) => request.expiresAt).reduce(earlier, grant.expiresAt);
  const left = larger(0n, limit - grant.spent - BigInt(sum?.reserved ?? "0"));
  return { limit, spent: grant.spent, left, expiresAt };
}
