import type { V1Pod } from "@kubernetes/client-node";
import type { WorkloadObservation, WorkloadRef } from "@worldland/core/workload";
import type { Api } from "../api.ts";
import { LABELS, MANAGED_BY } from "../labels.ts";
import { refOf } from "../names.ts";
import { observePod } from "../observation.ts";
import { PATHS } from "../paths.ts";
import { listAndWatch } from "../watch.ts";

export type SeenWorkload = WorkloadRef & WorkloadObservation;

/** Objects of rentals, and of nothing else that we may have made. */
export const labelSelector = `${LABELS.managedBy}=${MANAGED_BY},${LABELS.rental}`;

/** Calls back on every pod there is, on every change of one, and once more when it is gone. */
export async function watchWorkloads(
  api: Api,
  clusterId: string,
  onChange: (seen: SeenWorkload) => void,
  signal: AbortSignal,
): Promise<void> {
  const known = new Map<bigint, SeenWorkload>();
  const note = (pod: V1Pod) => {
    const now = seen(clusterId, pod);
    if (now === null) return;
    known.set(now.rentalId, now);
    onChange(now);
  };
  const forget = (last: SeenWorkload) => {
    known.delete(last.rentalId);
    const { rentalId, customer } = last;
    onChange({ clusterId, customer, ...observePod(rentalId, null) });
  };
  await listAndWatch<V1Pod>(
    api,
    {
      path: PATHS.pods,
      labelSelector,
      onList(pods) {
        const there = new Set(pods.map((pod) => refOf(clusterId, pod.metadata?.labels)?.rentalId));
        for (const last of [...known.values()]) if (!there.has(last.rentalId)) forget(last);
        for (const pod of pods) note(pod);
      },
      onChange: note,
      onDelete(pod) {
        const last = seen(clusterId, pod);
        if (last !== null) forget(last);
      },
    },
    signal,
  );
}

function seen(clusterId: string, pod: V1Pod): SeenWorkload | null {
  const ref = refOf(clusterId, pod.metadata?.labels);
  return ref === null ? null : { ...ref, ...observePod(ref.rentalId, pod) };
}
