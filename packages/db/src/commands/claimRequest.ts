import { newId } from "@worldland/core/id";
import { PERIODS } from "@worldland/core/limits";
import { and, eq, sql } from "drizzle-orm";
import type { Database, Executor } from "../database.ts";
import { idempotencyKeys } from "../schema/idempotencyKeys.ts";

/** Whose key it is: the same key on another path, or of another wallet, is another key. */
export type RequestKey = {
  readonly wallet: string;
  readonly method: string;
  readonly path: string;
  readonly key: string;
};

export type Claim =
  /** The caller is the first, or the first died: he answers. `rentalId`: what the dead one opened; null: nothing. */
  | { readonly status: "held"; readonly requestId: string; readonly rentalId: bigint | null }
  /** Somebody else is at it. */
  | { readonly status: "running" }
  | { readonly status: "answered"; readonly httpStatus: number; readonly body: string }
  /** The key was used with another body. */
  | { readonly status: "mismatch" };

/**
 * Claims an Idempotency-Key for a request. Whoever holds it must answer or release within `holdSeconds` of real time,
 * or the next one takes over. A key is forgotten 24 hours after its first use.
 */
export async function claimRequest(
  db: Database,
  input: RequestKey & { bodyMac: string; holdSeconds: number },
): Promise<Claim> {
  const { wallet, method, path, key, bodyMac } = input;
  const heldUntil = sql`clock_timestamp() + make_interval(secs => ${input.holdSeconds})`;
  return db.transaction(async (tx) => {
    await tx.delete(idempotencyKeys).where(and(isRequest(input), isForgotten()));
    const [first] = await tx
      .insert(idempotencyKeys)
      .values({ wallet, method, path, key, bodyMac, requestId: newId("req"), heldUntil })
      .onConflictDoNothing()
      .returning();
    if (first !== undefined) return { status: "held", requestId: first.requestId, rentalId: null };
    return claimAgain(tx, input, heldUntil);
  });
}

async function claimAgain(tx: Executor, input: RequestKey & { bodyMac: string }, heldUntil: ReturnType<typeof sql>) {
  const [found] = await tx
    .select({ row: idempotencyKeys, isHeld: sql<boolean>`${idempotencyKeys.heldUntil} > clock_timestamp()` })
    .from(idempotencyKeys)
    .where(isRequest(input))
    .for("no key update");
  // Released between the two statements: the caller asks again.
  if (found === undefined) return { status: "running" } as const;
  const { row, isHeld } = found;
  if (row.bodyMac !== input.bodyMac) return { status: "mismatch" } as const;
  if (row.status !== null && row.body !== null) {
    return { status: "answered", httpStatus: row.status, body: row.body } as const;
  }
  if (isHeld) return { status: "running" } as const;
  await tx.update(idempotencyKeys).set({ heldUntil }).where(isRequest(input));
  return { status: "held", requestId: row.requestId, rentalId: row.rentalId } as const;
}

function isForgotten() {
  return sql`${idempotencyKeys.createdAt} < app.now() - make_interval(secs => ${PERIODS.idempotencyS})`;
}

function isRequest({ wallet, method, path, key }: RequestKey) {
  return and(
    eq(idempotencyKeys.wallet, wallet),
    eq(idempotencyKeys.method, method),
    eq(idempotencyKeys.path, path),
    eq(idempotencyKeys.key, key),
  );
}
