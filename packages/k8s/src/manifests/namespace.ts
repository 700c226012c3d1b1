import type { V1Namespace } from "@kubernetes/client-node";
import type { WorkloadRef } from "@worldland/core/workload";
import { LABELS, MANAGED_BY } from "../labels.ts";
import { namespaceOf } from "../names.ts";

/** The customer's namespace. Pod Security `baseline` is enforced by the API server, whatever our manifests say. */
export function namespaceManifest(ref: Pick<WorkloadRef, "customer">): V1Namespace {
  return {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: {
      name: namespaceOf(ref.customer),
      labels: {
        [LABELS.managedBy]: MANAGED_BY,
        [LABELS.customer]: ref.customer,
        "pod-security.kubernetes.io/enforce": "baseline",
        "pod-security.kubernetes.io/enforce-version": "latest",
      },
    },
  };
}
