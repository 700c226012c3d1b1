import { and, eq, inArray } from "drizzle-orm";
import type { Executor } from "../database.ts";
import { appNow } from "../schema/columns.ts";
import { sshKeys } from "../schema/sshKeys.ts";

/** Writes down that a rental was made with keys of these lines (`<type> <base64>`), where the wallet saved them. */
export async function recordSshKeyUse(
  db: Executor,
  { wallet, publicKeys }: { wallet: string; publicKeys: readonly string[] },
): Promise<void> {
  if (publicKeys.length === 0) return;
  const isUsed = and(eq(sshKeys.wallet, wallet), inArray(sshKeys.publicKey, [...publicKeys]));
  await db.update(sshKeys).set({ lastUsedAt: appNow }).where(isUsed);
}
