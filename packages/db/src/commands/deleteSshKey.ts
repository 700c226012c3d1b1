import { and, eq } from "drizzle-orm";
import type { Database } from "../database.ts";
import { sshKeys } from "../schema/sshKeys.ts";

/** Forgets a saved key; rentals made with it keep it. False when the wallet has no such key. */
export async function deleteSshKey(db: Database, { wallet, id }: { wallet: string; id: string }): Promise<boolean> {
  const gone = await db
    .delete(sshKeys)
    .where(and(eq(sshKeys.id, id), eq(sshKeys.wallet, wallet)))
    .returning({ id: sshKeys.id });
  return gone.length > 0;
}
