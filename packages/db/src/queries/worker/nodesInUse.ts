import { and, eq, isNotNull, isNull } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { rentals } from "../../schema/rentals.ts";

/** Names of the nodes of a cluster on which rentals run, lost ones left out. */
export async function nodesInUse(db: Executor, clusterId: string): Promise<string[]> {
  const rows = await db
    .selectDistinct({ name: rentals.nodeName })
    .from(rentals)
    .where(
      and(
        eq(rentals.clusterId, clusterId),
        isNotNull(rentals.provisionedAt),
        isNull(rentals.endedAt),
        isNull(rentals.nodeLostAt),
      ),
    );
  return rows.map(({ name }) => name);
}
