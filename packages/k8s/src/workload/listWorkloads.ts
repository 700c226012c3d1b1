import type { V1ObjectMeta, V1Pod } from "@kubernetes/client-node";
import type { FoundWorkload, WorkloadPart } from "@worldland/core/workload";
import type { Api } from "../api.ts";
import { refOf } from "../names.ts";
import { observePod } from "../observation.ts";
import { PATHS } from "../paths.ts";
import { labelSelector } from "./watchWorkloads.ts";

type Listed = { readonly metadata?: V1ObjectMeta };

/** Where the parts lie of which it is enough to know that they are there. */
const PLACES: readonly (readonly [part: Exclude<WorkloadPart, "pod">, path: string])[] = [
  ["owner", PATHS.configMaps],
  ["service", PATHS.services],
  ["policy", PATHS.networkPolicies],
];

/** Every workload of which anything exists, whatever that is, by the labels that all its objects carry. */
export async function listWorkloads(api: Api, clusterId: string): Promise<readonly FoundWorkload[]> {
  const list = async <T>(path: string, isMetadataEnough: boolean): Promise<readonly T[]> => {
    const request = { method: "GET", path, query: { labelSelector }, isMetadataEnough } as const;
    return (await api.call<{ items?: readonly T[] }>(request)).body.items ?? [];
  };
  const found = new Map<bigint, FoundWorkload & { readonly parts: Set<WorkloadPart> }>();
  const note = (part: WorkloadPart, { metadata }: Listed, pod: V1Pod | null) => {
    const ref = refOf(clusterId, metadata?.labels);
    if (ref === null) return;
    const parts = (found.get(ref.rentalId)?.parts ?? new Set()).add(part);
    found.set(ref.rentalId, { ...ref, ...observePod(ref.rentalId, pod), parts });
  };
  const [pods, ...others] = await Promise.all([
    list<V1Pod>(PATHS.pods, false),
    ...PLACES.map(async ([part, path]) => ({ part, objects: await list<Listed>(path, true) })),
  ]);
  for (const { part, objects } of others) for (const object of objects) note(part, object, null);
  // Last, for what a pod says is what the workload is.
  for (const pod of pods) note("pod", pod, pod);
  return [...found.values()];
}
