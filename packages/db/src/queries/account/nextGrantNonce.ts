import { sql } from "drizzle-orm";
import type { Executor } from "../../database.ts";

/**
 * The nonce that a customer's next grant must carry: `grantNonce` of the vault at the scanned head, and one more for
 * each grant that is signed and waits to be mined.
 */
export async function nextGrantNonce(db: Pick<Executor, "execute">, customer: string): Promise<number> {
  const { rows } = await db.execute<{ next: number }>(sql`
    select greatest(
      coalesce((select max(nonce) from session_grants where customer = ${customer}), 0),
      coalesce((select max(nonce) + 1 from grant_requests where customer = ${customer} and state = 'pending'), 0)
    )::int as next`);
  return rows[0]?.next ?? 0;
}
