import { and, desc, eq } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { grantRequests } from "../../schema/grantRequests.ts";

/** The newest signed grant of a customer to a key that waits for its block; null: none. */
export async function pendingGrant(
  db: Executor,
  customer: string,
  key: string,
): Promise<{ limit: bigint; expiresAt: Date } | null> {
  const [row] = await db
    .select({ limit: grantRequests.limit, expiresAt: grantRequests.expiresAt })
    .from(grantRequests)
    .where(and(eq(grantRequests.customer, customer), eq(grantRequests.key, key), eq(grantRequests.state, "pending")))
    .orderBy(desc(grantRequests.nonce), desc(grantRequests.createdAt))
    .limit(1);
  return row ?? null;
}
