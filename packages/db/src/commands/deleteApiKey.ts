import { and, eq } from "drizzle-orm";
import type { Database } from "../database.ts";
import { tellLive } from "../live.ts";
import { apiKeys } from "../schema/apiKeys.ts";

/** Ends an API key of a wallet at once, its streams too. False when the wallet has no such key. */
export async function deleteApiKey(db: Database, input: { wallet: string; id: string }): Promise<boolean> {
  const { wallet, id } = input;
  return db.transaction(async (tx) => {
    const gone = await tx
      .delete(apiKeys)
      .where(and(eq(apiKeys.id, id), eq(apiKeys.wallet, wallet)))
      .returning({ id: apiKeys.id });
    if (gone.length > 0) await tellLive(tx, [{ wallet, kind: "signed_out", id }]);
    return gone.length > 0;
  });
}
