import type { WorkloadObservation, WorkloadRef } from "@worldland/core/workload";
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
  const { rentalId } = seen;
  if (seen.phase === "absent") deps.seen.delete(rentalId);
  if (seen.phase === "absent" || seen.phase === "failed") await nudgeRental(deps.db, rentalId);
  if (seen.phase === "ready" && before?.phase !== "ready") deps.wake.probe(rentalId);
  if (seen.failure === null || isSameFailure(seen, before)) return;
  const { failure: reason, detail } = seen;
  await recordRentalEvent(deps.db, { rentalId, who: "cluster", event: { type: "workload_failed", reason }, detail });
}

/** A failure counts once per restart of one pod. */
function isSameFailure(seen: WorkloadObservation, before: WorkloadObservation | undefined): boolean {
  return before?.failure === seen.failure && before.podUid === seen.podUid && before.restarts === seen.restarts;
}
