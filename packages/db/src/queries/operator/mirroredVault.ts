import type { Executor } from "../../database.ts";
import { chainState } from "../../schema/chainState.ts";

export type MirroredVault = typeof chainState.$inferSelect;

/** What the vault is set to, and how far it is mirrored; null before a vault is adopted. */
export async function mirroredVault(db: Executor): Promise<MirroredVault | null> {
  const [row] = await db.select().from(chainState);
  return row ?? null;
}
