import { sql } from "drizzle-orm";
import type { Executor } from "../../database.ts";

/** Names of the ledger accounts that the newest `postings` moved, the world's left out: what a monitor looks at. */
export async function movedAccounts(db: Pick<Executor, "execute">, postings: number): Promise<string[]> {
  const { rows } = await db.execute<{ name: string }>(sql`
    with newest as (select source, destination from postings order by id desc limit ${postings})
    select distinct name from (select source as name from newest union select destination from newest) as moved
     where name not like 'world:%' order by name`);
  return rows.map(({ name }) => name);
}
