import { desc, eq } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { sshKeys } from "../../schema/sshKeys.ts";

export type OwnSshKey = Omit<typeof sshKeys.$inferSelect, "wallet">;

/** A wallet's saved SSH keys, newest first. */
export function sshKeysOf(db: Executor, wallet: string): Promise<OwnSshKey[]> {
  const { id, name, publicKey, fingerprint, createdAt, lastUsedAt } = sshKeys;
  return db
    .select({ id, name, publicKey, fingerprint, createdAt, lastUsedAt })
    .from(sshKeys)
    .where(eq(sshKeys.wallet, wallet))
    .orderBy(desc(sshKeys.createdAt), desc(sshKeys.id));
}
