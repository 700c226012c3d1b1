import type { V1Service } from "@kubernetes/client-node";
import { rentalSlug } from "@worldland/core/id";
import type { WorkloadSpec } from "@worldland/core/workload";
import { LABELS } from "../labels.ts";
import { labelsOf, namesOf } from "../names.ts";
import { checkSpec } from "./checkSpec.ts";
import { ownedBy } from "./owner.ts";

/**
 * SSH on the node's public address at the port Postgres chose. `Local`: only the node that runs the pod answers, and
 * sshd sees the customer's own address. Not-ready pods are published: an open session outlives a slow readiness
 * probe, and whether the banner is there is what our own probe finds out.
 */
export function serviceManifest(spec: WorkloadSpec, ownerUid: string): V1Service {
  checkSpec(spec);
  const { namespace, name } = namesOf(spec);
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace, labels: labelsOf(spec), ownerReferences: [ownedBy(spec, ownerUid)] },
    spec: {
      type: "NodePort",
      externalTrafficPolicy: "Local",
      publishNotReadyAddresses: true,
      selector: { [LABELS.rental]: rentalSlug(spec.rentalId) },
      ports: [{ name: "ssh", protocol: "TCP", port: 22, targetPort: 22, nodePort: spec.nodePort }],
    },
  };
}
