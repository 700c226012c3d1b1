import type { SessionView } from "@worldland/core/wire/auth";
import type { OwnSession } from "@worldland/db/queries/auth/sessionsOf";

export function sessionView(row: OwnSession, currentId: string): SessionView {
  const { id, userAgent, createdAt, lastUsedAt, expiresAt } = row;
  return {
    id,
    current: id === currentId,
    created_at: createdAt.toISOString(),
    last_used_at: lastUsedAt.toISOString(),
    expires_at: expiresAt.toISOString(),
    user_agent: userAgent,
  };
}
