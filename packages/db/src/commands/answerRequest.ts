import { and, eq, isNull, sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { idempotencyKeys } from "../schema/idempotencyKeys.ts";

/**
 * Ends a claim: keeps the answer for whoever repeats the request, or, with null, gives the key back because the request
 * was refused. One that opened a rental all the same keeps its key. What is shown only once must not be in `body`.
 */
export async function answerRequest(
  db: Database,
  requestId: string,
  answer: { status: number; body: string } | null,
): Promise<void> {
  const isMine = eq(idempotencyKeys.requestId, requestId);
  if (answer !== null) {
    await db.update(idempotencyKeys).set(answer).where(isMine);
    return;
  }
  await db.delete(idempotencyKeys).where(and(isMine, isNull(idempotencyKeys.rentalId)));
  await db.update(idempotencyKeys).set({ heldUntil: sql`clock_timestamp()` }).where(isMine);
}
