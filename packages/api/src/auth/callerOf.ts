import { recordUse } from "@worldland/db/commands/recordUse";
import { apiKeyByHash } from "@worldland/db/queries/auth/apiKeyByHash";
import { sessionByToken } from "@worldland/db/queries/auth/sessionByToken";
import type { ApiDeps, Caller } from "../context.ts";
import { tokenHash } from "./tokenHash.ts";

const BEARER = /^bearer +([\w-]{1,200})$/i;

/** The token of an `Authorization: Bearer` header; null without one. */
export function bearerOf(headers: Headers): string | null {
  return BEARER.exec(headers.get("authorization") ?? "")?.[1] ?? null;
}

/** Whose token this is: a session's (`wls_…`) or an API key (`wl_…`). Null for one that is unknown, over or revoked. */
export async function callerOf(db: ApiDeps["db"], token: string): Promise<Caller | null> {
  if (token.startsWith("wls_")) return sessionCaller(db, tokenHash(token));
  if (token.startsWith("wl_")) return keyCaller(db, tokenHash(token));
  return null;
}

async function sessionCaller(db: ApiDeps["db"], hash: string): Promise<Caller | null> {
  const session = await sessionByToken(db, hash);
  if (session === null) return null;
  if (session.isStale) await recordUse(db, { sessionId: session.id });
  return { via: "session", address: session.wallet, sessionId: session.id };
}

async function keyCaller(db: ApiDeps["db"], hash: string): Promise<Caller | null> {
  const key = await apiKeyByHash(db, hash);
  if (key === null) return null;
  if (key.isStale) await recordUse(db, { keyId: key.id });
  return { via: "api_key", address: key.wallet, keyId: key.id, scopes: key.scopes };
}
