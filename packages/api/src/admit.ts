import { callerOf } from "./auth/callerOf.ts";
import type { ApiDeps, Caller } from "./context.ts";
import { refuseBeyond } from "./limits/limits.ts";
import { awayRefusal } from "./refusalOf.ts";

/**
 * The door, for every request that does something: is the database there, who is it, has he had his share. Refuses
 * `unavailable` and `rate_limited`; a token that nobody has makes him nobody. Tells the share in `answer`'s headers.
 * `cost`: calls in this request.
 */
export async function admit(
  { db, presence, limits }: ApiDeps,
  request: { readonly token: string | null; readonly ip: string; readonly cost: number },
  answer: Headers,
): Promise<Caller | null> {
  const { token, ip, cost } = request;
  if (!(await presence.isThere())) throw awayRefusal("postgres", "The database is away.");
  const caller = token === null ? null : await callerOf(db, token);
  if (token !== null && caller === null) limits.badToken(ip);
  const share = limits.count(caller === null ? { ip } : { session: idOf(caller) }, cost);
  answer.set("ratelimit-limit", `${share.burst}`);
  answer.set("ratelimit-remaining", `${share.remaining}`);
  answer.set("ratelimit-reset", `${share.fullInS}`);
  refuseBeyond(share);
  return caller;
}

/** Of the session or API key that calls. */
export function idOf(caller: Caller): string {
  return caller.via === "session" ? caller.sessionId : caller.keyId;
}
