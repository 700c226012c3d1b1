import type { SshKeyView } from "@worldland/core/wire/sshKeys";
import type { OwnSshKey } from "@worldland/db/queries/auth/sshKeysOf";

export function sshKeyView({ id, name, publicKey, fingerprint, createdAt, lastUsedAt }: OwnSshKey): SshKeyView {
  return {
    id,
    name,
    public_key: publicKey,
    fingerprint,
    created_at: createdAt.toISOString(),
    last_used_at: lastUsedAt?.toISOString() ?? null,
  };
}
