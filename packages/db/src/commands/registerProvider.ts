import type { Database } from "../database.ts";
import { providers } from "../schema/providers.ts";

/**
 * Makes a wallet a provider, or renames it. `trusted` (the operator's word, never the provider's own) lets its new
 * nodes in without a look; left out, it stays as it was.
 */
export async function registerProvider(
  db: Database,
  input: { address: string; name: string; trusted?: boolean },
): Promise<void> {
  const { address, ...set } = input;
  await db.insert(providers).values(input).onConflictDoUpdate({ target: providers.address, set });
}
