import { parseRentalSlug } from "@worldland/core/id";
import type { WorkloadUsage } from "@worldland/core/workload";
import type { Api } from "../api.ts";
import { nodePath } from "../paths.ts";

/** Of the kubelet's `stats.Summary` (k8s.io/kubelet/pkg/apis/stats/v1alpha1) what is read; each figure may be missing. */
type Summary = {
  readonly pods?: readonly {
    readonly podRef: { readonly name: string; readonly namespace: string };
    readonly containers?: readonly {
      readonly name: string;
      readonly cpu?: { readonly usageNanoCores?: number };
      readonly memory?: { readonly workingSetBytes?: number };
    }[];
    readonly "ephemeral-storage"?: { readonly usedBytes?: number };
  }[];
};

/** See `usage` of the port. One call for all workloads of a node. */
export async function readUsage(api: Api, nodeName: string): Promise<readonly WorkloadUsage[]> {
  const path = `${nodePath(nodeName)}/proxy/stats/summary`;
  return usageOf((await api.call<Summary>({ method: "GET", path })).body);
}

/** Pods of others, whatever their names, live in other namespaces than customers'. */
export function usageOf({ pods = [] }: Summary): readonly WorkloadUsage[] {
  return pods.flatMap(({ podRef, containers = [], "ephemeral-storage": disk }) => {
    const rentalId = podRef.namespace.startsWith("customer-") ? rentalOf(podRef.name) : null;
    if (rentalId === null) return [];
    const main = containers.find(({ name }) => name === "main");
    const nanoCores = main?.cpu?.usageNanoCores;
    return {
      rentalId,
      cpuMillicores: nanoCores === undefined ? null : Math.round(nanoCores / 1e6),
      memoryBytes: main?.memory?.workingSetBytes ?? null,
      diskBytes: disk?.usedBytes ?? null,
      gpuPercent: null,
      vramBytes: null,
    };
  });
}

function rentalOf(podName: string): bigint | null {
  return podName.startsWith("rental-") ? parseRentalSlug(podName.slice("rental-".length)) : null;
}
