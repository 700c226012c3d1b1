import type { WorkloadFailure, WorkloadObservation, WorkloadRef } from "@worldland/core/workload";
import { nudgeRental } from "@worldland/db/commands/nudgeRental";
import { recordRentalEvent } from "@worldland/db/commands/recordRentalEvent";
import type { WorkerDeps } from "../deps.ts";

/** Turns what the cluster shows into events and nudges, until aborted. */
export async function watchWorkloads(deps: WorkerDeps, signal: AbortSignal): Promise<void> {
  await deps.cluster.watchWorkloads((seen) => {
    const before = deps.seen.get(seen.rentalId);
    deps.seen.set(seen.rentalId, seen);
    notice(deps, seen, before).catch((cause: unknown) =>
      deps.log.warn({ rentalId: seen.rentalId.toString(), err: cause }, "an observation was not recorded"),
    );
  }, signal);
}

async function notice(
  deps: WorkerDeps,
  seen: WorkloadRef & WorkloadObservation,
  before: WorkloadObservation | undefined,
): Promise<void> {
  const { rentalId, detail } = seen;
  if (seen.phase === "absent") deps.seen.delete(rentalId);
  if (seen.phase === "absent" || seen.phase === "failed") {
    await nudgeRental(deps.db, rentalId);
    deps.wake.relay();
  }
  if (seen.phase === "ready" && before?.phase !== "ready") deps.wake.probe(rentalId);
  const reason = newFailure(seen, before);
  if (reason === null) return;
  await recordRentalEvent(deps.db, { rentalId, who: "cluster", event: { type: "workload_failed", reason }, detail });
}

/**
 * What has gone wrong since the last look. A crash counts once: when it is seen, or at its restart where the moment
 * between was not. What else keeps a pod from running is a state and counts when it begins.
 */
export function newFailure(seen: WorkloadObservation, before: WorkloadObservation | undefined): WorkloadFailure | null {
  const isSamePod = before?.podUid === seen.podUid;
  if (isSamePod && seen.restarts > before.restarts) return isCrash(before.failure) ? null : seen.restartCause;
  if (seen.failure === null || (isSamePod && seen.failure === before.failure)) return null;
  // The first look of a process may be at a crash that was counted before it.
  return isCrash(seen.failure) && !isSamePod ? null : seen.failure;
}

function isCrash(failure: WorkloadFailure | null): boolean {
  return failure === "out_of_memory" || failure === "crashed";
}
