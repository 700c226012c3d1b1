import { sql } from "drizzle-orm";
import type { News } from "./announce.ts";
import type { Executor } from "./database.ts";

/** What changed for a wallet. Ids only: whoever listens reads the row, with his own rights. */
export type LiveChange = {
  /** Lower-case address of the wallet that may see it; empty: everybody. */
  readonly wallet: string;
  readonly kind: "rental" | "node" | "account" | "offers" | "signed_out";
  /** Decimal rental id, `<clusterId>/<nodeName>`, the wallet's own address, nothing, or a session's or API key's id. */
  readonly id: string;
};

/** Something about the offers changed: what is free, a price, a node's state. Which one, everybody reads for himself. */
export const OFFERS_CHANGED: LiveChange = { wallet: "", kind: "offers", id: "" };

/** Channel of {@link LiveChange}s, as JSON. */
export const LIVE_CHANNEL = "live";

/** The same for whoever tells it after the commit himself. */
export function liveNews({ wallet, kind, id }: LiveChange): News {
  return { channel: LIVE_CHANNEL, payload: JSON.stringify({ wallet, kind, id }) };
}

/** Tells listeners once the caller's transaction commits. Postgres folds duplicates within a transaction. */
export async function tellLive(tx: Executor, changes: readonly LiveChange[]): Promise<void> {
  if (changes.length === 0) return;
  const payloads = changes.map(({ wallet, kind, id }) => sql`(${JSON.stringify({ wallet, kind, id })}::text)`);
  await tx.execute(
    sql`select pg_notify(${LIVE_CHANNEL}, payload) from (values ${sql.join(payloads, sql`, `)}) as changes (payload)`,
  );
}

const KINDS: readonly LiveChange["kind"][] = ["rental", "node", "account", "offers", "signed_out"];

/** Reads what was told on {@link LIVE_CHANNEL}; null for what is no change of ours. */
export function readLiveChange(payload: string): LiveChange | null {
  try {
    const told: unknown = JSON.parse(payload);
    if (typeof told !== "object" || told === null || !("wallet" in told) || !("kind" in told) || !("id" in told)) {
      return null;
    }
    const kind = KINDS.find((one) => one === told.kind);
    return kind === undefined ? null : { wallet: String(told.wallet), kind, id: String(told.id) };
  } catch {
    return null;
  }
}
