import { type SQL, sql } from "drizzle-orm";
import type { Executor } from "../database.ts";

/**
 * The key that signs for the rental row `r`: the one that opened it, or that one's successor, so that all its intents
 * are in the order of one key's nonces. A rental whose opening was not ours goes to `operator`.
 */
export function ownerOfRental(operator: string): SQL {
  return sql`coalesce((
    select coalesce(k.successor, o.operator)
      from vault_intents o left join operator_keys k on k.operator = o.operator
     where o.rental_id = r.id and o.kind = 'open'), ${operator})`;
}

/** What a replaced key had planned and not signed goes to its successor. Answers how many intents went. */
export async function passOn(tx: Pick<Executor, "execute">): Promise<number> {
  const { rowCount } = await tx.execute(sql`
    update vault_intents i set operator = k.successor
      from operator_keys k
     where k.operator = i.operator and k.successor is not null and i.state = 'planned'`);
  return rowCount ?? 0;
}

/** The key itself, or the one that has replaced it. */
export async function inService(tx: Pick<Executor, "execute">, operator: string): Promise<string> {
  const { rows } = await tx.execute<{ successor: string | null }>(
    sql`select successor from operator_keys where operator = ${operator}`,
  );
  return rows[0]?.successor ?? operator;
}
