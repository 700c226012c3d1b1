import { newId } from "@worldland/core/id";
import { PERIODS } from "@worldland/core/limits";
import { Refusal } from "@worldland/core/refusal";
import { addSeconds } from "@worldland/core/time";
import { and, eq, isNull } from "drizzle-orm";
import { readClock } from "../clock.ts";
import type { Database } from "../database.ts";
import { challenges } from "../schema/challenges.ts";
import { sessions } from "../schema/sessions.ts";

export type SessionRow = typeof sessions.$inferSelect;

/**
 * Signs in the wallet of a challenge whose signature the caller has verified, and uses the challenge up: of parallel
 * attempts one wins, the others get `nonce_used`. Refuses `challenge_expired`.
 */
export async function openSession(
  db: Database,
  input: { nonce: string; tokenHash: string; userAgent: string | null },
): Promise<SessionRow> {
  const { nonce, tokenHash, userAgent } = input;
  return db.transaction(async (tx) => {
    const now = await readClock(tx);
    const [challenge] = await tx
      .update(challenges)
      .set({ usedAt: now })
      .where(and(eq(challenges.nonce, nonce), isNull(challenges.usedAt)))
      .returning();
    if (challenge === undefined) throw new Refusal("nonce_used");
    if (challenge.expiresAt <= now) throw new Refusal("challenge_expired");
    const expiresAt = addSeconds(now, PERIODS.sessionS);
    const [session] = await tx
      .insert(sessions)
      .values({ ...{ id: newId("ses"), tokenHash, wallet: challenge.wallet, userAgent }, expiresAt })
      .returning();
    if (session === undefined) throw new Error("an insert returned nothing");
    return session;
  });
}
