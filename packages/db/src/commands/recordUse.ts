import { eq } from "drizzle-orm";
import type { Database } from "../database.ts";
import { apiKeys } from "../schema/apiKeys.ts";
import { appNow } from "../schema/columns.ts";
import { sessions } from "../schema/sessions.ts";

/** Writes down that a session or an API key was used now. Called at most once a minute each (see `isStale`). */
export async function recordUse(db: Database, used: { sessionId: string } | { keyId: string }): Promise<void> {
  if ("sessionId" in used) {
    await db.update(sessions).set({ lastUsedAt: appNow }).where(eq(sessions.id, used.sessionId));
  } else {
    await db.update(apiKeys).set({ lastUsedAt: appNow }).where(eq(apiKeys.id, used.keyId));
  }
}
