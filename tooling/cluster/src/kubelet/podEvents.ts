import type { V1Pod } from "@kubernetes/client-node";
import type { Api } from "./api.ts";

/** Notes something worth telling about a pod, as `kubectl describe` shows it. An event that is lost is only lost. */
export function recordPodEvent(
  api: Api,
  pod: V1Pod,
  nodeName: string,
  event: { readonly type: "Normal" | "Warning"; readonly reason: string; readonly message: string },
): void {
  const { name = "", namespace = "default", uid = "" } = pod.metadata ?? {};
  const at = new Date().toISOString().replace(/\.\d+Z$/, "Z");
  const body = {
    apiVersion: "v1",
    kind: "Event",
    metadata: { generateName: `${name}.`, namespace },
    involvedObject: { apiVersion: "v1", kind: "Pod", name, namespace, uid },
    ...event,
    source: { component: "kubelet", host: nodeName },
    reportingComponent: "kubelet",
    reportingInstance: nodeName,
    firstTimestamp: at,
    lastTimestamp: at,
    count: 1,
  };
  api.call({ method: "POST", path: `/api/v1/namespaces/${namespace}/events`, body }).catch(() => undefined);
}
