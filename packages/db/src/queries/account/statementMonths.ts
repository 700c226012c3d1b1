import { sql } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { touching } from "./ledgerOf.ts";

/** UTC months (`YYYY-MM`) in which a wallet's money moved, newest first, and in how many entries. */
export async function statementMonths(
  db: Pick<Executor, "execute">,
  wallet: string,
): Promise<{ month: string; entries: number }[]> {
  const mine = touching(wallet).map((touches) => sql`select id, at from postings where ${touches}`);
  const { rows } = await db.execute<{ month: string; entries: number }>(sql`
    select to_char(at at time zone 'UTC', 'YYYY-MM') as month, count(*)::int as entries
      from (${sql.join(mine, sql` union `)}) as mine
     group by 1 order by 1 desc`);
  return rows;
}
