import type { Database } from "../../database.ts";
import { fixed, queryOf } from "../../fixedStatement.ts";
import type { challenges } from "../../schema/challenges.ts";

export type Challenge = typeof challenges.$inferSelect & {
  /** By the application's clock. */
  readonly isExpired: boolean;
};

const READ = fixed`
  select nonce, wallet, origin, chain_id as "chainId", issued_at as "issuedAt", expires_at as "expiresAt",
         used_at as "usedAt", expires_at <= app.now() as "isExpired"
    from challenges where nonce = ${"nonce"}`;

/** The challenge of a nonce; null when it was never issued, or so long ago that it is forgotten. */
export async function challengeOf(db: Database, nonce: string): Promise<Challenge | null> {
  const { rows } = await db.$client.query<Challenge>(queryOf(READ, { nonce }));
  return rows[0] ?? null;
}
