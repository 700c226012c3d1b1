import type { V1Node } from "@kubernetes/client-node";
import type { NodeObservation } from "@worldland/core/workload";
import { NODE_LABELS } from "./labels.ts";
import { publicAddressOf } from "./node/publicAddress.ts";
import { GIB, parseQuantity } from "./quantity.ts";

/**
 * One look at a node. Capacity is what the scheduler may give away (allocatable), in whole cores and GiB; GPU labels
 * are the machine's claim. `renewTime` is the lease's, verbatim.
 */
export function observeNode(clusterId: string, node: V1Node, renewTime: string | null): NodeObservation {
  const labels = node.metadata?.labels ?? {};
  const allocatable = node.status?.allocatable ?? {};
  const product = labels["nvidia.com/gpu.product"] ?? "";
  return {
    clusterId,
    name: node.metadata?.name ?? "",
    uid: node.metadata?.uid ?? "",
    provider: labels[NODE_LABELS.provider] ?? null,
    ready: node.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ?? false,
    cordoned: node.spec?.unschedulable === true,
    publicAddress: publicAddressOf(node),
    region: labels[NODE_LABELS.region] ?? null,
    country: labels[NODE_LABELS.country] ?? null,
    gpuModel: modelOf(product),
    // A time-sliced GPU is shared by several pods: nothing of it is for rent as a whole.
    gpuCount: product.endsWith("-SHARED") ? 0 : Math.floor(parseQuantity(allocatable["nvidia.com/gpu"])),
    vramMb: wholeOf(labels["nvidia.com/gpu.memory"]),
    cpuCores: Math.floor(parseQuantity(allocatable.cpu)),
    memoryGb: Math.floor(parseQuantity(allocatable.memory) / GIB),
    storageGb: Math.floor(parseQuantity(allocatable["ephemeral-storage"]) / GIB),
    driverVersion: versionOf(labels, "nvidia.com/cuda.driver-version", "nvidia.com/cuda.driver"),
    cudaVersion: versionOf(labels, "nvidia.com/cuda.runtime-version", "nvidia.com/cuda.runtime"),
    simulated: labels[NODE_LABELS.simulated] === "true",
    leaseRenewTime: renewTime,
  };
}

/** A node that is no more, as its last look would have ended: not ready, nothing to rent, no lease. */
export function observeGoneNode(last: NodeObservation): NodeObservation {
  return { ...last, ready: false, gpuCount: 0, leaseRenewTime: null };
}

/**
 * `NVIDIA-GeForce-RTX-4090` → `RTX 4090`, `NVIDIA-A100-SXM4-80GB` → `A100`, `Tesla-T4` → `T4`: maker and line go,
 * board and memory go (memory is a figure of its own); null: no GPU label.
 */
export function modelOf(product: string): string | null {
  const words = product.split(/[-\s_]+/).filter((word) => word !== "" && !NOISE.test(word));
  return words.length === 0 ? null : words.join(" ");
}

const NOISE = /^(nvidia|geforce|tesla|quadro|graphics|device|shared|pcie|sxm\d*|\d+gb)$/i;

function wholeOf(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : null;
}

/** The full version where the label is there, else what the older labels add up to. */
function versionOf(labels: Readonly<Record<string, string>>, full: string, older: string): string | null {
  const said = labels[`${full}.full`];
  if (said !== undefined) return said;
  const parts = ["major", "minor", "rev"]
    .map((part) => labels[`${older}.${part}`])
    .filter((part) => part !== undefined);
  return parts.length === 0 ? null : parts.join(".");
}
