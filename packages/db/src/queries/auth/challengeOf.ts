import { eq, sql } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { challenges } from "../../schema/challenges.ts";

export type Challenge = typeof challenges.$inferSelect & {
  /** By the application's clock. */
  readonly isExpired: boolean;
};

/** The challenge of a nonce; null when it was never issued, or so long ago that it is forgotten. */
export async function challengeOf(db: Executor, nonce: string): Promise<Challenge | null> {
  const [row] = await db
    .select({ challenge: challenges, isExpired: sql<boolean>`${challenges.expiresAt} <= app.now()` })
    .from(challenges)
    .where(eq(challenges.nonce, nonce));
  return row === undefined ? null : { ...row.challenge, isExpired: row.isExpired };
}
