import { monotonicMs } from "@worldland/core/time";
import type { WorkloadPart } from "@worldland/core/workload";
import { heartbeat } from "@worldland/db/commands/heartbeat";
import { nudgeRental } from "@worldland/db/commands/nudgeRental";
import { type Correction, recordCorrections } from "@worldland/db/commands/recordCorrections";
import { type Mismatches, mismatches } from "@worldland/db/queries/worker/mismatches";
import type { WorkerDeps } from "./deps.ts";
import { repairWorkload } from "./processors/reconcileRental.ts";

/** A stray pod that has not gone within this time of our asking has a kubelet that does not answer. */
const PATIENCE_MS = 60_000;

/** Relist for truth: one run. Answers what it set right, in health nothing, ever. */
export type Sweep = () => Promise<readonly Correction[]>;

/**
 * Objects without a living rental are removed, rentals without a workload are nudged, and what runs without its service
 * or its policy gets them back. Rows and cluster are read one after the other, and between the two a rental begins,
 * ends or starts anew: only what two runs find, one after the other, is a mismatch.
 */
export function createSweep(deps: WorkerDeps): Sweep {
  let before: Mismatches | null = null;
  /** Strays that we have asked to go: since when (monotonic ms). */
  const asked = new Map<bigint, number>();
  return async () => {
    const now = await look(deps);
    const found = both(before, now);
    // What is set right now is a new matter should it be found again; strays take their time to go.
    before = {
      strays: now.strays,
      missing: new Set([...now.missing].filter((id) => !found.missing.has(id))),
      incomplete: new Map([...now.incomplete].filter(([id]) => !found.incomplete.has(id))),
    };
    for (const id of asked.keys()) if (!found.strays.has(id)) asked.delete(id);
    await heartbeat(deps.db, "sweep");
    const fresh = correctionsOf(found).filter(({ kind, rentalId }) => kind !== "stray" || !asked.has(rentalId));
    // Counted before it is set right: a crash in between must not hide it.
    await recordCorrections(deps.db, deps.config.clusterId, fresh);
    for (const [rentalId, ref] of found.strays) {
      const since = asked.get(rentalId) ?? monotonicMs();
      asked.set(rentalId, since);
      await deps.cluster.remove(ref, { force: monotonicMs() - since > PATIENCE_MS });
    }
    for (const rentalId of found.missing) await nudgeRental(deps.db, rentalId);
    for (const rentalId of found.incomplete.keys()) await repairWorkload(deps, rentalId);
    for (const { rentalId, kind, parts } of fresh) {
      deps.log.warn({ rentalId: rentalId.toString(), kind, parts }, "the cluster did not match the rows");
    }
    return fresh;
  };
}

async function look(deps: WorkerDeps): Promise<Mismatches> {
  const present = await deps.cluster.list();
  return mismatches(deps.db, deps.config.clusterId, present);
}

function both(before: Mismatches | null, now: Mismatches): Mismatches {
  return {
    strays: new Map([...now.strays].filter(([id]) => before?.strays.has(id))),
    missing: new Set([...now.missing].filter((id) => before?.missing.has(id))),
    incomplete: new Map([...now.incomplete].filter(([id]) => before?.incomplete.has(id))),
  };
}

const WHOLE: readonly WorkloadPart[] = ["pod"];

function correctionsOf({ strays, missing, incomplete }: Mismatches): Correction[] {
  return [
    ...[...strays].map(([rentalId, { parts }]): Correction => ({ rentalId, kind: "stray", parts: [...parts].sort() })),
    ...[...missing].map((rentalId): Correction => ({ rentalId, kind: "missing", parts: WHOLE })),
    ...[...incomplete].map(([rentalId, parts]): Correction => ({ rentalId, kind: "incomplete", parts })),
  ];
}
