import { eq } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { providers } from "../../schema/providers.ts";

export type ProviderRow = typeof providers.$inferSelect;

/** A wallet as a provider; null while it is none. */
export async function providerOf(db: Executor, address: string): Promise<ProviderRow | null> {
  const [row] = await db.select().from(providers).where(eq(providers.address, address));
  return row ?? null;
}
