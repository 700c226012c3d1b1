import type { FoundWorkload, WorkloadPart } from "@worldland/core/workload";
import { and, eq, isNull } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { rentals } from "../../schema/rentals.ts";

/** Where a cluster does not hold what the rows say, by rental. */
export type Mismatches = {
  /** Of these something exists, and no rental that could want it. */
  readonly strays: ReadonlyMap<bigint, FoundWorkload>;
  /** These should have a workload and have none. */
  readonly missing: ReadonlySet<bigint>;
  /** These run without something that they should never run without. */
  readonly incomplete: ReadonlyMap<bigint, readonly WorkloadPart[]>;
};

/**
 * A container must not run unguarded, nor without its address. A Secret that is gone is not made again under a running
 * container: its host key would be another.
 */
const NEVER_WITHOUT: readonly WorkloadPart[] = ["owner", "service", "policy"];

/** Compares what a cluster held before this look with the rows as they are now. */
export async function mismatches(
  db: Executor,
  clusterId: string,
  present: readonly FoundWorkload[],
): Promise<Mismatches> {
  const live = await db
    .select({ id: rentals.id, endedAt: rentals.endedAt, provisionedAt: rentals.provisionedAt })
    .from(rentals)
    .where(and(eq(rentals.clusterId, clusterId), isNull(rentals.goneAt)));
  const found = new Map(present.map((workload) => [workload.rentalId, workload]));
  const known = new Set(live.map((row) => row.id));
  const wanted = live.filter((row) => row.provisionedAt !== null && row.endedAt === null);
  return {
    strays: new Map([...found].filter(([rentalId]) => !known.has(rentalId))),
    missing: new Set(wanted.filter(({ id }) => found.get(id)?.parts.has("pod") !== true).map(({ id }) => id)),
    incomplete: new Map(wanted.flatMap(({ id }) => lacking(found.get(id)))),
  };
}

function lacking(workload: FoundWorkload | undefined): [bigint, WorkloadPart[]][] {
  if (workload === undefined || !workload.parts.has("pod") || workload.phase === "terminating") return [];
  const parts = NEVER_WITHOUT.filter((part) => !workload.parts.has(part));
  return parts.length === 0 ? [] : [[workload.rentalId, parts]];
}
