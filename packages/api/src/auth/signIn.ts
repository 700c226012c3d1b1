import { newSecret } from "@worldland/core/id";
import { Refusal } from "@worldland/core/refusal";
import { type OpenedSession, openSession } from "@worldland/db/commands/openSession";
import { challengeOf } from "@worldland/db/queries/auth/challengeOf";
import type { Hex } from "viem";
import type { ApiDeps } from "../context.ts";
import { isSignedBy } from "./isSignedBy.ts";
import { signInHash } from "./signInMessage.ts";
import { tokenHash } from "./tokenHash.ts";

const AGENT_CHARACTERS = 300;

/**
 * Signs in whoever signed a challenge of ours. Refuses `nonce_used`, `challenge_expired`, `invalid_signature`, and
 * `unavailable` when only the chain could tell; a challenge survives all but the first.
 */
export async function signIn(
  { db, config }: Pick<ApiDeps, "db" | "config">,
  attempt: { nonce: string; signature: Hex; userAgent: string | null },
): Promise<{ token: string; session: OpenedSession }> {
  const challenge = await challengeOf(db, attempt.nonce);
  if (challenge === null) throw new Refusal("challenge_expired", "There is no such challenge any more.");
  if (challenge.usedAt !== null) throw new Refusal("nonce_used");
  if (challenge.isExpired) throw new Refusal("challenge_expired");
  // A challenge of another configuration of ours (another name, another chain) is nobody's here.
  const isOurs = challenge.origin === config.publicOrigin && challenge.chainId === config.chainId;
  const signed = { address: challenge.wallet, hash: signInHash(challenge), signature: attempt.signature };
  if (!isOurs || !(await isSignedBy(config.rpcUrl, signed))) throw new Refusal("invalid_signature");
  const token = newSecret("wls_");
  const userAgent = attempt.userAgent?.slice(0, AGENT_CHARACTERS) ?? null;
  const session = await openSession(db, { nonce: attempt.nonce, tokenHash: tokenHash(token), userAgent });
  return { token, session };
}
