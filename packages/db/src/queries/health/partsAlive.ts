import { sql } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { heartbeats } from "../../schema/heartbeats.ts";

/** Names of the parts that gave a sign of life within the last `seconds` of real time. */
export async function partsAlive(db: Executor, seconds: number): Promise<string[]> {
  const rows = await db
    .select({ name: heartbeats.name })
    .from(heartbeats)
    .where(sql`${heartbeats.at} > clock_timestamp() - make_interval(secs => ${seconds})`);
  return rows.map(({ name }) => name);
}
