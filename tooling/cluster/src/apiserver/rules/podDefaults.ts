import type { Amounts, Container, Pod, PodSpec, Toleration } from "../kinds.ts";
import { isObject, type JsonObject, listOf, objectOf } from "../object.ts";
import { amountOf } from "../quantity.ts";

/** Fills in what the API server itself says about a new pod. Changes the pod it is given. */
export function defaultPod(pod: Pod): void {
  const { spec } = pod;
  fill(spec, {
    restartPolicy: "Always",
    terminationGracePeriodSeconds: 30,
    dnsPolicy: "ClusterFirst",
    serviceAccountName: "default",
    schedulerName: "default-scheduler",
    securityContext: {},
    enableServiceLinks: true,
    preemptionPolicy: "PreemptLowerPriority",
    priority: 0,
  });
  fill(spec, { serviceAccount: spec.serviceAccountName });
  for (const container of containersOf(spec)) defaultContainer(container);
  for (const volume of listOf(spec.volumes)) if (isObject(volume)) defaultVolume(volume);
  spec.tolerations = [...(spec.tolerations ?? []), ...addedTolerations(spec.tolerations ?? [])];
}

/** What the server says of a new pod, whatever the client sent as its status. */
export function initialPodStatus(spec: PodSpec): Pod["status"] {
  return { phase: "Pending", qosClass: qosClass(spec) };
}

export function containersOf(spec: PodSpec): Container[] {
  return [...(spec.initContainers ?? []), ...(spec.containers ?? [])].filter(isObject);
}

function defaultContainer(container: Container): void {
  fill(container, {
    imagePullPolicy: isLatest(container.image ?? "") ? "Always" : "IfNotPresent",
    terminationMessagePath: "/dev/termination-log",
    terminationMessagePolicy: "File",
    resources: {},
  });
  const { resources } = container;
  if (resources?.limits !== undefined) resources.requests = { ...resources.limits, ...resources.requests };
  for (const port of container.ports ?? []) fill(port, { protocol: "TCP" });
  const probes: JsonObject = container;
  for (const name of ["readinessProbe", "livenessProbe", "startupProbe"]) {
    const probe = probes[name];
    if (isObject(probe))
      fill(probe, { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 });
  }
}

function defaultVolume(volume: JsonObject): void {
  for (const source of ["secret", "configMap", "downwardAPI", "projected"])
    if (isObject(volume[source])) fill(objectOf(volume[source]), { defaultMode: 0o644 });
  const sources = Object.keys(volume).filter((key) => key !== "name");
  if (sources.length === 0) volume.emptyDir = {};
}

/** Five minutes' grace on a node that went away, unless the pod says otherwise. */
function addedTolerations(given: readonly Toleration[]): Toleration[] {
  return ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"]
    .filter(
      (key) => !given.some((t) => (t.key === key || t.key === undefined) && (t.effect === "NoExecute" || !t.effect)),
    )
    .map((key) => ({ key, operator: "Exists", effect: "NoExecute", tolerationSeconds: 300 }));
}

function qosClass(spec: PodSpec): "Guaranteed" | "Burstable" | "BestEffort" {
  const counted = (amounts: Amounts | undefined) => ["cpu", "memory"].filter((name) => amountOf(amounts?.[name]) > 0n);
  const all = containersOf(spec).map(({ resources }) => resources ?? {});
  if (all.every(({ requests, limits }) => counted(requests).length + counted(limits).length === 0)) return "BestEffort";
  const guaranteed = all.every(
    ({ requests, limits }) =>
      counted(limits).length === 2 &&
      ["cpu", "memory"].every((name) => amountOf(requests?.[name]) === amountOf(limits?.[name])),
  );
  return guaranteed ? "Guaranteed" : "Burstable";
}

function isLatest(image: string): boolean {
  if (image.includes("@")) return false;
  const tag = /:([^/]+)$/.exec(image)?.[1];
  return tag === undefined || tag === "latest";
}

/** Sets the fields that are absent. */
export function fill(object: object, defaults: JsonObject): void {
  const fields = object as JsonObject;
  for (const [key, value] of Object.entries(defaults))
    if (fields[key] === undefined || fields[key] === null) fields[key] = value;
}
