import { sql } from "drizzle-orm";
import { readClock } from "../clock.ts";
import type { Database } from "../database.ts";

/** Steps the application's clock forward and answers what it then says. Throws but where the chain is the local one. */
export async function stepClock(db: Database, seconds: number): Promise<Date> {
  await db.execute(sql`select app.advance(${seconds})`);
  return readClock(db);
}
