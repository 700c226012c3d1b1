import type { WorkloadPart } from "@worldland/core/workload";
import { sql } from "drizzle-orm";
import { readClock } from "../clock.ts";
import type { Database } from "../database.ts";
import { type CorrectionKind, corrections } from "../schema/corrections.ts";

/** One thing that a sweep found and set right. */
export type Correction = {
  readonly rentalId: bigint;
  readonly kind: CorrectionKind;
  /** What there was of a stray; of others, what there was not. */
  readonly parts: readonly WorkloadPart[];
};

/** Writes down what a sweep set right: what comes again is counted, not listed again. */
export async function recordCorrections(db: Database, clusterId: string, found: readonly Correction[]): Promise<void> {
  if (found.length === 0) return;
  const at = await readClock(db);
  const rows = found.map(({ parts, ...one }) => ({ ...one, clusterId, parts: [...parts], firstAt: at, lastAt: at }));
  await db
    .insert(corrections)
    .values(rows)
    .onConflictDoUpdate({
      target: [corrections.clusterId, corrections.rentalId, corrections.kind],
      set: { times: sql`${corrections.times} + 1`, parts: sql`excluded.parts`, lastAt: at },
    });
}
