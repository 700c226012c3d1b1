import { sql } from "drizzle-orm";
import type { Executor } from "./database.ts";

/** What changed for a wallet. Ids only: whoever listens reads the row, with his own rights. */
export type LiveChange = {
  /** Lower-case address of the wallet that may see it. */
  readonly wallet: string;
  readonly kind: "rental" | "node" | "account";
  /** Decimal rental id, `<clusterId>/<nodeName>`, or the wallet's own address. */
  readonly id: string;
};

/** Channel of {@link LiveChange}s, as JSON. */
export const LIVE_CHANNEL = "live";

/** Tells listeners once the caller's transaction commits. Postgres folds duplicates within a transaction. */
export async function tellLive(tx: Executor, changes: readonly LiveChange[]): Promise<void> {
  if (changes.length === 0) return;
  const payloads = changes.map(({ wallet, kind, id }) => sql`(${JSON.stringify({ wallet, kind, id })}::text)`);
  await tx.execute(
    sql`select pg_notify(${LIVE_CHANNEL}, payload) from (values ${sql.join(payloads, sql`, `)}) as changes (payload)`,
  );
}
