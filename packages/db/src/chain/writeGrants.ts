import { fromUnixSeconds } from "@worldland/core/time";
import { and, eq, inArray, lt, or } from "drizzle-orm";
import type { Executor } from "../database.ts";
import { tellLive } from "../live.ts";
import type { chainBlocks } from "../schema/chainBlocks.ts";
import { grantRequests } from "../schema/grantRequests.ts";
import { sessionGrants } from "../schema/sessionGrants.ts";

/** A session key as the vault states it at one block. Addresses in lower case, `expiresAt` in unix seconds. */
export type SessionKeyState = {
  readonly customer: string;
  readonly key: string;
  readonly limit: bigint;
  readonly spent: bigint;
  readonly expiresAt: number;
  /** `grantNonce` of the customer. */
  readonly nonce: number;
};

export type GrantBefore = (typeof chainBlocks.$inferSelect)["grantsBefore"][number];

/**
 * Writes budgets as read, and tells their owners; answers what stood there before, for undo. Signed grants whose nonce
 * has passed are dead.
 */
export async function writeGrants(tx: Executor, keys: readonly SessionKeyState[]): Promise<GrantBefore[]> {
  if (keys.length === 0) return [];
  const isOneOfThese = or(
    ...keys.map(({ customer, key }) => and(eq(sessionGrants.customer, customer), eq(sessionGrants.key, key))),
  );
  const known = await tx.select().from(sessionGrants).where(isOneOfThese);
  for (const { customer, key, limit, spent, nonce, expiresAt } of keys) {
    const set = { limit, spent, nonce, expiresAt: fromUnixSeconds(expiresAt) };
    await tx
      .insert(sessionGrants)
      .values({ customer, key, ...set })
      .onConflictDoUpdate({ target: [sessionGrants.customer, sessionGrants.key], set });
    await tx
      .update(grantRequests)
      .set({ state: "refused" })
      .where(
        and(
          eq(grantRequests.customer, customer),
          lt(grantRequests.nonce, nonce),
          inArray(grantRequests.state, ["pending"]),
        ),
      );
  }
  await tellOwners(tx, keys);
  return keys.map(({ customer, key }): GrantBefore => {
    const before = known.find((row) => row.customer === customer && row.key === key);
    return {
      customer,
      key,
      limit: before?.limit.toString() ?? null,
      spent: before?.spent.toString() ?? "0",
      expiresAt: before?.expiresAt.toISOString() ?? "",
      nonce: before?.nonce ?? 0,
    };
  });
}

/** Puts budgets back as they stood before a block, and tells their owners. */
export async function restoreGrants(tx: Executor, grants: readonly GrantBefore[]): Promise<void> {
  for (const { customer, key, limit, spent, expiresAt, nonce } of grants) {
    const isThis = and(eq(sessionGrants.customer, customer), eq(sessionGrants.key, key));
    if (limit === null) await tx.delete(sessionGrants).where(isThis);
    else {
      const set = { limit: BigInt(limit), spent: BigInt(spent), expiresAt: new Date(expiresAt), nonce };
      await tx.update(sessionGrants).set(set).where(isThis);
    }
  }
  await tellOwners(tx, grants);
}

function tellOwners(tx: Executor, grants: readonly { readonly customer: string }[]): Promise<void> {
  const owners = [...new Set(grants.map(({ customer }) => customer))];
  return tellLive(
    tx,
    owners.map((wallet) => ({ wallet, kind: "account", id: wallet })),
  );
}
