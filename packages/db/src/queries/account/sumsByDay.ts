import { type SQL, sql } from "drizzle-orm";
import type { Executor } from "../../database.ts";

export type SumsByDay = {
  /** UTC days of the blocks' time, oldest first, without gaps; the last one is today. `day` is `YYYY-MM-DD`. */
  readonly days: readonly { readonly day: string; readonly amount: bigint }[];
  /** Everything ever, in the same snapshot. */
  readonly total: bigint;
};

/** Sums of the postings that `which` picks, for the last `days` days. */
export async function sumsByDay(db: Pick<Executor, "execute">, which: SQL, days: number): Promise<SumsByDay> {
  const { rows } = await db.execute<{ day: string; amount: string; total: string }>(sql`
    with moved as (
      select (at at time zone 'UTC')::date as day, sum(amount) as amount from postings where ${which} group by 1
    ), today as (
      -- A block's clock may run ahead of ours, across midnight too.
      select (greatest(app.now(), (select head_at from chain_state)) at time zone 'UTC')::date as day
    )
    select series.day::date::text as day, coalesce(moved.amount, 0)::text as amount,
           (select coalesce(sum(amount), 0) from moved)::text as total
      from today
     cross join generate_series(today.day - (${days}::int - 1), today.day, interval '1 day') as series (day)
      left join moved on moved.day = series.day::date
     order by series.day`);
  return {
    days: rows.map(({ day, amount }) => ({ day, amount: BigInt(amount) })),
    total: BigInt(rows[0]?.total ?? "0"),
  };
}
