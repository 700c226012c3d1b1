import { newId } from "@worldland/core/id";
import { PERIODS } from "@worldland/core/limits";
import { Refusal } from "@worldland/core/refusal";
import type { Database } from "../database.ts";
import { fixed, queryOf } from "../fixedStatement.ts";
import { challengeOf } from "../queries/auth/challengeOf.ts";
import type { sessions } from "../schema/sessions.ts";

export type OpenedSession = Pick<typeof sessions.$inferSelect, "wallet" | "expiresAt">;

/** One statement: whoever comes second waits for the challenge's row and finds it used. */
const OPEN = fixed`
  with clock as materialized (select app.now() as now),
  used as (
    update challenges set used_at = clock.now from clock
     where nonce = ${"nonce"} and used_at is null and expires_at > clock.now returning wallet, clock.now
  )
  insert into sessions (id, token_hash, wallet, user_agent, created_at, last_used_at, expires_at)
  select ${"id"}, ${"tokenHash"}, wallet, ${"userAgent"}, now, now, now + ${"periodS"}::int * interval '1 second'
    from used
  returning wallet, expires_at as "expiresAt"`;

/**
 * Signs in the wallet of a challenge whose signature the caller has verified, and uses the challenge up: of parallel
 * attempts one wins, the others get `nonce_used`. Refuses `challenge_expired`.
 */
export async function openSession(
  db: Database,
  input: { nonce: string; tokenHash: string; userAgent: string | null },
): Promise<OpenedSession> {
  const values = { ...input, id: newId("ses"), periodS: PERIODS.sessionS };
  const { rows } = await db.$client.query<OpenedSession>(queryOf(OPEN, values));
  const [session] = rows;
  if (session !== undefined) return session;
  const challenge = await challengeOf(db, input.nonce);
  throw new Refusal(challenge?.usedAt ? "nonce_used" : "challenge_expired");
}
