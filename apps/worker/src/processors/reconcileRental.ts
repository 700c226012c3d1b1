import { PERIODS } from "@worldland/core/limits";
import { open as unseal } from "@worldland/core/sealed";
import { secondsBetween } from "@worldland/core/time";
import type { WorkloadAccess, WorkloadObservation, WorkloadSpec } from "@worldland/core/workload";
import { readClock } from "@worldland/db/clock";
import { postponeRental } from "@worldland/db/commands/postponeRental";
import { recordRentalEvent } from "@worldland/db/commands/recordRentalEvent";
import { type RentalToReconcile, rentalToReconcile } from "@worldland/db/queries/worker/rentalToReconcile";
import { ClusterFault } from "@worldland/k8s/fault";
import type { WorkerDeps } from "../deps.ts";
import { proveTail } from "../probe.ts";

/** While a workload is being removed it is looked at again after this long, if the watch says nothing before. */
const REMOVAL_LOOK_S = 1;

/** Load, act, record: reads the row, makes the cluster match it with no transaction open, reports what happened. */
export async function reconcileRental(deps: WorkerDeps, payload: { rentalId: string }): Promise<void> {
  const rentalId = BigInt(payload.rentalId);
  const found = await rentalToReconcile(deps.db, rentalId);
  if (found === null) return;
  const row = found.isQuiet ? found : await afterItsTime(deps, rentalId);
  if (row === null) return;
  try {
    await act(deps, row);
  } catch (cause) {
    if (!(cause instanceof ClusterFault)) throw cause;
    deps.log.warn({ rentalId: payload.rentalId, code: cause.code, err: cause }, "the cluster did not obey");
    await postponeRental(deps.db, { rentalId, faulted: true });
  }
}

/** Time may have ended it already; judging that first keeps a late start from being undone a moment later. */
async function afterItsTime(deps: WorkerDeps, rentalId: bigint): Promise<RentalToReconcile | null> {
  await proveTail(deps, rentalId);
  await recordRentalEvent(deps.db, { rentalId, who: "platform", event: { type: "clock" } });
  return rentalToReconcile(deps.db, rentalId);
}

async function act(deps: WorkerDeps, row: RentalToReconcile): Promise<void> {
  switch (row.status) {
    case "requested":
    case "provisioning":
    case "running":
      return provision(deps, row);
    case "stopping":
      return remove(deps, row);
    case "ended":
      return;
  }
}

async function provision(deps: WorkerDeps, row: RentalToReconcile): Promise<void> {
  if (row.status === "requested" && mustOpenFirst(row)) {
    deps.wake.vault();
    return postponeRental(deps.db, { rentalId: row.rentalId, faulted: false });
  }
  if (row.status !== "requested") {
    const seen = await deps.cluster.observe(row.spec);
    deps.seen.set(row.rentalId, seen);
    if (seen.podUid !== null && seen.podUid === row.restartOf) return endForRestart(deps, row, seen);
    if (seen.phase !== "absent") return row.status === "provisioning" ? deps.wake.probe(row.rentalId) : undefined;
  }
  if (row.sealed === null) return;
  const access = await unsealAccess(deps, row.rentalId, row.sealed);
  const spec: WorkloadSpec = { ...row.spec, access };
  deps.reached("before_apply");
  const applied = await deps.cluster.apply(spec);
  deps.reached("after_apply");
  const recorded = await recordRentalEvent(deps.db, {
    rentalId: row.rentalId,
    who: "platform",
    event: { type: "provisioned" },
    sshHostKey: applied.hostKeyFingerprint,
  });
  deps.reached("after_provision_record");
  // It may have ended while we wrote: then the row says so, and what was just made goes again.
  if (recorded.rental?.endedAt != null) await remove(deps, { ...row, status: "stopping" });
  else deps.wake.probe(row.rentalId);
}

/**
 * Its customer wants another pod. This one is asked to end; once it is absent, provisioning makes the next. The meter is
 * told that nothing answers from here, for the next probe may come when the new pod already does.
 */
async function endForRestart(deps: WorkerDeps, row: RentalToReconcile, seen: WorkloadObservation): Promise<void> {
  const { rentalId } = row;
  const podUid = seen.podUid ?? "";
  if (seen.phase !== "terminating") {
    await deps.cluster.endPod(row.spec, podUid);
    deps.reached("after_end_pod");
    const probe = { at: await readClock(deps.db), good: false, podUid, restarts: seen.restarts };
    await recordRentalEvent(deps.db, { rentalId, who: "platform", event: { type: "probed", probe } });
  }
  await postponeRental(deps.db, { rentalId, faulted: false, afterS: REMOVAL_LOOK_S });
}

/** With a stale chain head, or after the customer's last order was refused, money is proven before a pod is made. */
function mustOpenFirst(row: RentalToReconcile): boolean {
  if (row.vaultState === "open") return false;
  if (row.wasRefusedLast) return true;
  return row.chainHeadAt === null || secondsBetween(row.chainHeadAt, row.now) > PERIODS.staleHeadS;
}

/** Writes again what is missing of a workload that runs: its pod and its host key stay as they are. */
export async function repairWorkload(deps: WorkerDeps, rentalId: bigint): Promise<void> {
  const row = await rentalToReconcile(deps.db, rentalId);
  if (row === null || row.sealed === null || row.status === "requested") return;
  await deps.cluster.apply({ ...row.spec, access: await unsealAccess(deps, rentalId, row.sealed) });
}

async function remove(deps: WorkerDeps, row: RentalToReconcile): Promise<void> {
  deps.reached("before_remove");
  const isGone = await deps.cluster.remove(row.spec, { force: row.isNodeLost });
  if (!isGone) return postponeRental(deps.db, { rentalId: row.rentalId, faulted: false, afterS: REMOVAL_LOOK_S });
  deps.reached("after_remove");
  deps.seen.delete(row.rentalId);
  await recordRentalEvent(deps.db, { rentalId: row.rentalId, who: "platform", event: { type: "workload_gone" } });
  deps.reached("after_gone_record");
  deps.wake.vault();
}

async function unsealAccess(deps: WorkerDeps, rentalId: bigint, sealed: string): Promise<WorkloadAccess> {
  const plain: WorkloadAccess = JSON.parse(await unseal(deps.config.privateKey, sealed, rentalId.toString()));
  return plain;
}
