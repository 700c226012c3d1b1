import type { Scope } from "@worldland/core/wire/auth";
import { and, eq, gt, isNull, or, sql } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { apiKeys } from "../../schema/apiKeys.ts";
import { appNow } from "../../schema/columns.ts";

export type LiveApiKey = {
  readonly id: string;
  readonly wallet: string;
  readonly scopes: readonly Scope[];
  /** It is more than a minute since its last use was written down, or it never was. */
  readonly isStale: boolean;
};

/** The API key of a SHA-256, while it lasts. */
export async function apiKeyByHash(db: Executor, keyHash: string): Promise<LiveApiKey | null> {
  const [row] = await db
    .select({
      id: apiKeys.id,
      wallet: apiKeys.wallet,
      scopes: apiKeys.scopes,
      isStale: sql<boolean>`coalesce(${apiKeys.lastUsedAt} < app.now() - interval '1 minute', true)`,
    })
    .from(apiKeys)
    .where(and(eq(apiKeys.keyHash, keyHash), or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, appNow))));
  return row ?? null;
}
