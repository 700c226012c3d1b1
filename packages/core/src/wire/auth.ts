import { z } from "zod";
import { address, hexBytes, instant, printable, typedData } from "./fields.ts";

export const challengeInput = z.strictObject({ address });
export const challengeOutput = z.object({ nonce: z.string(), typed_data: typedData, expires_at: instant });

export const signInInput = z.strictObject({ nonce: z.string().min(1).max(100), signature: hexBytes });
export const signInOutput = z.object({
  /** Bearer token of the session; shown once. */
  token: z.string(),
  address: z.string(),
  expires_at: instant,
});

export const sessionView = z.object({
  id: z.string(),
  /** True for the session that asks. */
  current: z.boolean(),
  created_at: instant,
  last_used_at: instant,
  expires_at: instant,
  /** What the client said of itself; null when it said nothing. */
  user_agent: z.string().nullable(),
});
export type SessionView = z.infer<typeof sessionView>;
export const sessionsOutput = z.object({ sessions: z.array(sessionView) });
/** `id` of a session, or `current`. */
export const revokeSessionInput = z.strictObject({ id: z.string().min(1).max(100) });

/** Who the caller is, for pages; never an error. `address` null: nobody signed in. */
export const whoamiOutput = z.object({
  address: z.string().nullable(),
  /** Whether the operators' page exists for this caller. */
  operator: z.boolean(),
});

export const SCOPES = ["jobs:read", "jobs:write", "account:read"] as const;
export type Scope = (typeof SCOPES)[number];

export const createApiKeyInput = z.strictObject({
  name: printable.min(1).max(100),
  scopes: z.array(z.enum(SCOPES)).min(1).max(SCOPES.length),
  /** Left out: never. */
  expires_at: instant.optional(),
});
export const apiKeyView = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.enum(SCOPES)),
  created_at: instant,
  expires_at: instant.nullable(),
  last_used_at: instant.nullable(),
});
export type ApiKeyView = z.infer<typeof apiKeyView>;
/** `key` is shown this once. */
export const createApiKeyOutput = apiKeyView.extend({ key: z.string() });
export const apiKeysOutput = z.object({ api_keys: z.array(apiKeyView) });
export const deleteApiKeyInput = z.strictObject({ id: z.string().min(1).max(100) });
