import { sql } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { reliabilitySql } from "./reliability.ts";

/** Reliability of each provider, as {@link reliabilitySql} says it. One of whom nothing has ended yet is absent. */
export async function reliabilityOf(
  db: Pick<Executor, "execute">,
  addresses: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (addresses.length === 0) return new Map();
  const { rows } = await db.execute<{ address: string; reliability: number | null }>(sql`
    select address, ${sql.raw(reliabilitySql("asked.address"))} as reliability
      from unnest(${sql.param([...addresses])}::text[]) as asked (address)`);
  return new Map(
    rows.flatMap(({ address, reliability }) => (reliability === null ? [] : [[address, reliability] as const])),
  );
}
