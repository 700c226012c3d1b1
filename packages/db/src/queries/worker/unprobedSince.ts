import { and, isNotNull, isNull, sql } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { rentals } from "../../schema/rentals.ts";

/** How many running rentals had no good probe since that second: before the clock is stepped again, none should. */
export function unprobedSince(db: Executor, at: Date): Promise<number> {
  const second = Math.floor(at.getTime() / 1000);
  const lastGood = sql`extract(epoch from (${rentals.meter} ->> 'lastGoodAt')::timestamptz)`;
  return db.$count(rentals, and(isNotNull(rentals.startedAt), isNull(rentals.endedAt), sql`${lastGood} < ${second}`));
}
