import type { providerProfile } from "@worldland/core/wire/console";
import type { ProviderRow } from "@worldland/db/queries/nodes/providerOf";
import type { z } from "zod";

/** A wallet as a provider; null while it is none. */
export function profileView(row: ProviderRow | null): z.infer<typeof providerProfile> {
  if (row === null) return { provider: null };
  const { address, name, registeredAt, trusted } = row;
  return { provider: { provider_id: address, name, registered_at: registeredAt.toISOString(), trusted } };
}
