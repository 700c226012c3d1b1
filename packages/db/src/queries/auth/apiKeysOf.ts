import { desc, eq } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { apiKeys } from "../../schema/apiKeys.ts";

export type OwnApiKey = Omit<typeof apiKeys.$inferSelect, "keyHash" | "wallet">;

/** A wallet's API keys, newest first, expired ones too: their owner wonders why they fail. */
export function apiKeysOf(db: Executor, wallet: string): Promise<OwnApiKey[]> {
  const { id, name, scopes, createdAt, expiresAt, lastUsedAt } = apiKeys;
  return db
    .select({ id, name, scopes, createdAt, expiresAt, lastUsedAt })
    .from(apiKeys)
    .where(eq(apiKeys.wallet, wallet))
    .orderBy(desc(apiKeys.createdAt), desc(apiKeys.id));
}
