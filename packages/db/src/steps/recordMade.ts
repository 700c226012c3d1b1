import { Refusal } from "@worldland/core/refusal";
import { and, eq, isNull } from "drizzle-orm";
import type { Executor } from "../database.ts";
import { idempotencyKeys } from "../schema/idempotencyKeys.ts";

/**
 * Writes down, in the transaction that opens it, which rental a request with an Idempotency-Key made. Refuses
 * `idempotency_in_progress` when it has made one already: somebody took it over meanwhile.
 */
export async function recordMade(tx: Executor, requestId: string, rentalId: bigint): Promise<void> {
  const written = await tx
    .update(idempotencyKeys)
    .set({ rentalId })
    .where(and(eq(idempotencyKeys.requestId, requestId), isNull(idempotencyKeys.rentalId)))
    .returning({ requestId: idempotencyKeys.requestId });
  if (written.length === 0) throw new Refusal("idempotency_in_progress");
}
