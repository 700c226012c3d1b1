import type { ApiKeyView } from "@worldland/core/wire/auth";
import type { OwnApiKey } from "@worldland/db/queries/auth/apiKeysOf";

export function apiKeyView({ id, name, scopes, createdAt, expiresAt, lastUsedAt }: OwnApiKey): ApiKeyView {
  return {
    id,
    name,
    scopes,
    created_at: createdAt.toISOString(),
    expires_at: expiresAt?.toISOString() ?? null,
    last_used_at: lastUsedAt?.toISOString() ?? null,
  };
}
