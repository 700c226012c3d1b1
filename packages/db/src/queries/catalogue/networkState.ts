import { sql } from "drizzle-orm";
import type { Executor } from "../../database.ts";

/** How far the mirror is, what the vault takes, and what time it is. */
export type NetworkState = {
  /** 0 before a vault is adopted. */
  readonly feeBps: number;
  /** The scanned head; null before the first scan. */
  readonly head: { readonly block: bigint; readonly at: Date } | null;
  readonly now: Date;
};

export async function networkState(db: Pick<Executor, "execute">): Promise<NetworkState> {
  const { rows } = await db.execute<{ fee: number | null; number: string | null; at: string | null; now: string }>(sql`
    select c.fee_bps as fee, c.scanned_number::text as number, to_json(c.head_at) #>> '{}' as at,
           to_json(app.now()) #>> '{}' as now
      from (select) one left join chain_state c on true`);
  const [row] = rows;
  if (row === undefined) throw new Error("a left join from one row answered nothing");
  const { fee, number, at, now } = row;
  const head = number === null || at === null ? null : { block: BigInt(number), at: new Date(at) };
  return { feeBps: fee ?? 0, head, now: new Date(now) };
}
