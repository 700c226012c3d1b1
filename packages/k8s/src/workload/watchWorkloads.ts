import type { V1ConfigMap, V1Pod } from "@kubernetes/client-node";
import type { WorkloadObservation, WorkloadRef } from "@worldland/core/workload";
import type { Api } from "../api.ts";
import { LABELS, MANAGED_BY } from "../labels.ts";
import { refOf } from "../names.ts";
import { observePod } from "../observation.ts";
import { PATHS } from "../paths.ts";
import { listAndWatch } from "../watch.ts";

export type SeenWorkload = WorkloadRef & WorkloadObservation;

/** Objects of rentals, and of nothing else that we may have made. */
const labelSelector = `${LABELS.managedBy}=${MANAGED_BY},${LABELS.rental}`;

/** Every workload of which anything exists: one without a pod is `absent`, and still to be removed. */
export async function listWorkloads(api: Api, clusterId: string): Promise<readonly SeenWorkload[]> {
  const list = async <T>(path: string): Promise<readonly T[]> => {
    const { body } = await api.call<{ items?: readonly T[] }>({ method: "GET", path, query: { labelSelector } });
    return body.items ?? [];
  };
  const [owners, pods] = await Promise.all([list<V1ConfigMap>(PATHS.configMaps), list<V1Pod>(PATHS.pods)]);
  const found = new Map<bigint, SeenWorkload>();
  for (const owner of owners) keep(found, seen(clusterId, owner, null));
  for (const pod of pods) keep(found, seen(clusterId, pod, pod));
  return [...found.values()];
}

/** Calls back on every pod there is, on every change of one, and once more when it is gone. */
export async function watchWorkloads(
  api: Api,
  clusterId: string,
  onChange: (seen: SeenWorkload) => void,
  signal: AbortSignal,
): Promise<void> {
  const known = new Map<bigint, SeenWorkload>();
  const note = (pod: V1Pod) => {
    const now = keep(known, seen(clusterId, pod, pod));
    if (now !== null) onChange(now);
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
        const last = seen(clusterId, pod, pod);
        if (last !== null) forget(last);
      },
    },
    signal,
  );
}

function seen(clusterId: string, object: V1ConfigMap | V1Pod, pod: V1Pod | null): SeenWorkload | null {
  const ref = refOf(clusterId, object.metadata?.labels);
  return ref === null ? null : { ...ref, ...observePod(ref.rentalId, pod) };
}

function keep(known: Map<bigint, SeenWorkload>, now: SeenWorkload | null): SeenWorkload | null {
  if (now !== null) known.set(now.rentalId, now);
  return now;
}
