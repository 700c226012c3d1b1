import type { V1ConfigMap, V1OwnerReference } from "@kubernetes/client-node";
import type { WorkloadRef } from "@worldland/core/workload";
import { labelsOf, namesOf } from "../names.ts";

/** The ConfigMap that owns everything of a rental: with it gone, Kubernetes collects whatever a crash left behind. */
export function ownerManifest(ref: WorkloadRef): V1ConfigMap {
  const { namespace, name } = namesOf(ref);
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace, labels: labelsOf(ref) },
    data: { rental: ref.rentalId.toString() },
  };
}

/** The reference that puts an object under the owner with this uid. */
export function ownedBy(ref: WorkloadRef, ownerUid: string): V1OwnerReference {
  return { apiVersion: "v1", kind: "ConfigMap", name: namesOf(ref).name, uid: ownerUid, controller: true };
}
