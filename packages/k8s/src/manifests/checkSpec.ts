import type { WorkloadRef, WorkloadSpec } from "@worldland/core/workload";
import { ClusterFault } from "../fault.ts";

const ADDRESS = /^0x[0-9a-f]{40}$/;
const NODE_NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const PINNED_IMAGE = /^([a-zA-Z0-9][a-zA-Z0-9.-]*(:[0-9]{1,5})?\/)?[a-z0-9]+([._/-]+[a-z0-9]+)*@sha256:[0-9a-f]{64}$/;
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/** Throws `ClusterFault` invalid_spec unless the reference names a rental and a customer. */
export function checkRef(ref: Pick<WorkloadRef, "rentalId" | "customer">): void {
  demand(ref.rentalId > 0n && ref.rentalId < 2n ** 63n, "rentalId");
  demand(ADDRESS.test(ref.customer), "customer");
}

/**
 * The last gate before the cluster: everything was validated and priced before, and still nothing that is not exactly
 * of its form becomes part of a manifest. Throws `ClusterFault` invalid_spec.
 */
export function checkSpec(spec: WorkloadSpec): void {
  checkRef(spec);
  demand(ADDRESS.test(spec.provider), "provider");
  demand(spec.nodeName.length <= 63 && NODE_NAME.test(spec.nodeName), "nodeName");
  checkImage(spec.image);
  for (const key of ["gpuCount", "cpuCores", "memoryGb", "storageGb"] as const) {
    demand(Number.isInteger(spec[key]) && spec[key] >= 1 && spec[key] <= 65_536, key);
  }
  demand(Number.isInteger(spec.nodePort) && spec.nodePort >= 1024 && spec.nodePort <= 65_535, "nodePort");
  const { authorizedKeys, passwordHash } = spec.access;
  demand(passwordHash !== null || authorizedKeys.length > 0, "access");
  // A line break in either would add a line of its own to a file that sshd reads line by line.
  demand(!authorizedKeys.some((line) => CONTROL.test(line)), "authorizedKeys");
  demand(passwordHash === null || /^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$/.test(passwordHash), "passwordHash");
}

/** Throws unless the image is pinned: what runs is what was chosen, whatever a tag says tomorrow. */
export function checkImage(image: string): void {
  demand(image.length <= 512 && PINNED_IMAGE.test(image), "image");
}

function demand(holds: boolean, field: string): asserts holds {
  if (!holds) throw new ClusterFault("invalid_spec", `workload ${field}`);
}
