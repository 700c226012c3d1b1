import { and, eq, gt, isNull, or } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { apiKeys } from "../../schema/apiKeys.ts";
import { appNow } from "../../schema/columns.ts";
import { sessions } from "../../schema/sessions.ts";

/** Whether a session or an API key still lasts: what goes on for long asks again and again. */
export async function isSignedIn(db: Executor, by: { sessionId: string } | { keyId: string }): Promise<boolean> {
  if ("sessionId" in by) {
    return (await db.$count(sessions, and(eq(sessions.id, by.sessionId), gt(sessions.expiresAt, appNow)))) > 0;
  }
  const lasts = or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, appNow));
  return (await db.$count(apiKeys, and(eq(apiKeys.id, by.keyId), lasts))) > 0;
}
