import { newSecret } from "@worldland/core/id";
import { PERIODS } from "@worldland/core/limits";
import { addSeconds } from "@worldland/core/time";
import { readClock } from "../clock.ts";
import type { Database } from "../database.ts";
import { challenges } from "../schema/challenges.ts";

export type ChallengeRow = typeof challenges.$inferSelect;

/** A new challenge for a wallet, good for five minutes, at this origin and on this chain only. */
export async function issueChallenge(
  db: Database,
  input: { wallet: string; origin: string; chainId: number },
): Promise<ChallengeRow> {
  const issuedAt = await readClock(db);
  const expiresAt = addSeconds(issuedAt, PERIODS.challengeS);
  const [row] = await db
    .insert(challenges)
    .values({ nonce: newSecret(""), ...input, issuedAt, expiresAt })
    .returning();
  if (row === undefined) throw new Error("an insert returned nothing");
  return row;
}
