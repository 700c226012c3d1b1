import { and, eq, gt, sql } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { appNow } from "../../schema/columns.ts";
import { sessions } from "../../schema/sessions.ts";

export type LiveSession = {
  readonly id: string;
  readonly wallet: string;
  /** It is more than a minute since its last use was written down. */
  readonly isStale: boolean;
};

/** The session of a token's SHA-256, while it lasts. */
export async function sessionByToken(db: Executor, tokenHash: string): Promise<LiveSession | null> {
  const [row] = await db
    .select({
      id: sessions.id,
      wallet: sessions.wallet,
      isStale: sql<boolean>`${sessions.lastUsedAt} < app.now() - interval '1 minute'`,
    })
    .from(sessions)
    .where(and(eq(sessions.tokenHash, tokenHash), gt(sessions.expiresAt, appNow)));
  return row ?? null;
}
