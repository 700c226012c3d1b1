import { sql } from "drizzle-orm";
import type { Executor } from "./database.ts";

/** The application's clock, read once per command and handed down. */
export async function readClock(tx: Pick<Executor, "execute">): Promise<Date> {
  const { rows } = await tx.execute<{ now: string }>(sql`select to_json(app.now()) #>> '{}' as now`);
  const text = rows[0]?.now;
  if (text === undefined) throw new Error("app.now() answered nothing");
  return new Date(text);
}
