import { and, eq } from "drizzle-orm";
import type { Database } from "../database.ts";
import { tellLive } from "../live.ts";
import { sessions } from "../schema/sessions.ts";

/** Ends a session of a wallet at once, its streams too. False when the wallet has no such session. */
export async function revokeSession(db: Database, input: { wallet: string; id: string }): Promise<boolean> {
  const { wallet, id } = input;
  return db.transaction(async (tx) => {
    const gone = await tx
      .delete(sessions)
      .where(and(eq(sessions.id, id), eq(sessions.wallet, wallet)))
      .returning({ id: sessions.id });
    if (gone.length > 0) await tellLive(tx, [{ wallet, kind: "signed_out", id }]);
    return gone.length > 0;
  });
}
