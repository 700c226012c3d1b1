import { and, desc, eq, gt } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { appNow } from "../../schema/columns.ts";
import { sessions } from "../../schema/sessions.ts";

export type OwnSession = Omit<typeof sessions.$inferSelect, "tokenHash" | "wallet">;

/** At most this many are listed, the newest. */
const LISTED = 200;

/** A wallet's sessions that last, newest first. */
export function sessionsOf(db: Executor, wallet: string): Promise<OwnSession[]> {
  const { id, userAgent, createdAt, lastUsedAt, expiresAt } = sessions;
  return db
    .select({ id, userAgent, createdAt, lastUsedAt, expiresAt })
    .from(sessions)
    .where(and(eq(sessions.wallet, wallet), gt(sessions.expiresAt, appNow)))
    .orderBy(desc(sessions.createdAt), desc(sessions.id))
    .limit(LISTED);
}
