import { newId } from "@worldland/core/id";
import { LIMITS } from "@worldland/core/limits";
import { Refusal } from "@worldland/core/refusal";
import { and, eq } from "drizzle-orm";
import { readClock } from "../clock.ts";
import type { Database } from "../database.ts";
import { sshKeys } from "../schema/sshKeys.ts";
import { lockAccount } from "../steps/lockAccount.ts";

export type SshKeyRow = typeof sshKeys.$inferSelect;

/**
 * Saves a public key for a wallet's next rentals. Refuses `already_exists` for one that is there (naming it by `id`),
 * and `conflict` beyond {@link LIMITS.savedSshKeys}.
 */
export async function saveSshKey(
  db: Database,
  input: { wallet: string; name: string; publicKey: string; fingerprint: string },
): Promise<SshKeyRow> {
  const { wallet, fingerprint } = input;
  return db.transaction(async (tx) => {
    await lockAccount(tx, wallet);
    const [same] = await tx
      .select()
      .from(sshKeys)
      .where(and(eq(sshKeys.wallet, wallet), eq(sshKeys.fingerprint, fingerprint)));
    if (same !== undefined) {
      const fields = [{ path: "public_key", message: `Saved already, as ${same.name}.` }];
      throw new Refusal("already_exists", `This key is saved already, as ${same.name}.`, {
        ...{ fields, extra: { id: same.id } },
      });
    }
    if ((await tx.$count(sshKeys, eq(sshKeys.wallet, wallet))) >= LIMITS.savedSshKeys) {
      throw new Refusal("conflict", `A wallet has at most ${LIMITS.savedSshKeys} saved SSH keys.`, {
        suggestion: "Delete one that is not used any more.",
      });
    }
    const [row] = await tx
      .insert(sshKeys)
      .values({ id: newId("ssh"), ...input, createdAt: await readClock(tx) })
      .returning();
    if (row === undefined) throw new Error("an insert returned nothing");
    return row;
  });
}
