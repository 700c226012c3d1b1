import { newId } from "@worldland/core/id";
import { Refusal } from "@worldland/core/refusal";
import type { Scope } from "@worldland/core/wire/auth";
import { eq } from "drizzle-orm";
import { readClock } from "../clock.ts";
import type { Database } from "../database.ts";
import { apiKeys } from "../schema/apiKeys.ts";
import { lockAccount } from "../steps/lockAccount.ts";

/** Keys that one wallet may have. */
const KEYS_OF_A_WALLET = 100;

export type ApiKeyRow = typeof apiKeys.$inferSelect;

/**
 * A key for a wallet's programs. Refuses `invalid_request` for an expiry in the past and `conflict` beyond
 * {@link KEYS_OF_A_WALLET} keys.
 */
export async function createApiKey(
  db: Database,
  input: { wallet: string; name: string; scopes: Scope[]; keyHash: string; expiresAt: Date | null },
): Promise<ApiKeyRow> {
  return db.transaction(async (tx) => {
    await lockAccount(tx, input.wallet);
    const now = await readClock(tx);
    if (input.expiresAt !== null && input.expiresAt <= now) {
      const fields = [{ path: "expires_at", message: "Lies in the past." }];
      throw new Refusal("invalid_request", "This key would already have expired.", { fields });
    }
    if ((await tx.$count(apiKeys, eq(apiKeys.wallet, input.wallet))) >= KEYS_OF_A_WALLET) {
      throw new Refusal("conflict", `A wallet has at most ${KEYS_OF_A_WALLET} API keys.`, {
        suggestion: "Delete a key that is not used any more.",
      });
    }
    const [row] = await tx
      .insert(apiKeys)
      .values({ id: newId("key"), ...input, createdAt: now })
      .returning();
    if (row === undefined) throw new Error("an insert returned nothing");
    return row;
  });
}
