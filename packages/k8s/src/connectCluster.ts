import { readFileSync } from "node:fs";
import { type Api, connectApi } from "./api.ts";
import { ClusterFault } from "./fault.ts";
import { approvePending } from "./join/approvePending.ts";
import { claimNode } from "./join/claimNode.ts";
import { createToken, revokeToken } from "./join/joinToken.ts";
import { checkImage, checkRef } from "./manifests/checkSpec.ts";
import type { PodOptions } from "./manifests/pod.ts";
import { namesOf } from "./names.ts";
import { closedAddresses } from "./node/closedAddresses.ts";
import { readNodes, watchNodes } from "./node/readNodes.ts";
import { observePod } from "./observation.ts";
import { nodePath, objectPath } from "./paths.ts";
import type { Cluster } from "./port.ts";
import { applyWorkload } from "./workload/applyWorkload.ts";
import { endPod } from "./workload/endPod.ts";
import { listWorkloads } from "./workload/listWorkloads.ts";
import { readLogs } from "./workload/readLogs.ts";
import { readUsage } from "./workload/readUsage.ts";
import { removeWorkload } from "./workload/removeWorkload.ts";
import { watchWorkloads } from "./workload/watchWorkloads.ts";
import { mergeInto, readObject } from "./write.ts";

export type ClusterOptions = PodOptions & {
  /** Key of the cluster in Postgres. */
  readonly id: string;
  readonly kubeconfigPath: string;
  /** For one call, until its whole answer is there; 15 s unless said. */
  readonly timeoutMs?: number;
};

const TIMEOUT_MS = 15_000;

/**
 * The cluster of a kubeconfig's current context. Opens nothing yet. Throws `ClusterFault` invalid_spec for a file that
 * is no kubeconfig, or an ssh image that is not pinned.
 */
export function connectCluster({ id, kubeconfigPath, timeoutMs = TIMEOUT_MS, ...pod }: ClusterOptions): Cluster {
  checkImage(pod.sshImage);
  const api = connectApi(readKubeconfig(kubeconfigPath), { timeoutMs });
  const context = { api, pod, forbidden: closedAddresses(api), namespaces: new Set<string>() };
  return {
    id,
    apply: (spec) => applyWorkload(context, spec),
    remove: (ref, options = {}) => removeWorkload(api, ref, options.force === true),
    async observe(ref) {
      checkRef(ref);
      const { namespace, name } = namesOf(ref);
      return observePod(ref.rentalId, await readObject(api, objectPath(namespace, "pods", name)));
    },
    list: () => listWorkloads(api, id),
    watchWorkloads: (onChange, signal) => watchWorkloads(api, id, onChange, signal),
    logs: (ref, asked) => readLogs(api, ref, asked),
    usage: (nodeName) => readUsage(api, nodeName),
    endPod: (ref, podUid) => endPod(api, ref, podUid),
    nodes: () => readNodes(api, id),
    watchNodes: (onChange, signal) => watchNodes(api, id, onChange, signal),
    setCordoned: (nodeName, cordoned) => setCordoned(api, nodeName, cordoned),
    join: {
      createToken: (input) => createToken(api, input),
      revokeToken: (tokenId) => revokeToken(api, tokenId),
      approvePending: (expected) => approvePending(api, expected),
      claim: (nodeName, provider) => claimNode(api, nodeName, provider),
    },
    async ping() {
      await api.call({ method: "GET", path: "/version" });
    },
    close: () => api.close(),
  };
}

async function setCordoned(api: Api, nodeName: string, cordoned: boolean): Promise<void> {
  await mergeInto(api, nodePath(nodeName), { spec: { unschedulable: cordoned } });
}

function readKubeconfig(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new ClusterFault("invalid_spec", `kubeconfig ${path}`, { cause });
  }
}
