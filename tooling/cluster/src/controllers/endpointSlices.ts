import { createObject, nameSuffix } from "../apiserver/create.ts";
import { asPod, asService, type Pod, type Service, type ServicePort } from "../apiserver/kinds.ts";
import type { JsonObject, KubeObject } from "../apiserver/object.ts";
import { type Registry, targetOf } from "../apiserver/registry.ts";
import { AT_ONCE, removeObject } from "../apiserver/remove.ts";
import { ENDPOINT_SLICES, PODS, SERVICES } from "../apiserver/resources.ts";
import { matchesLabels } from "../apiserver/selectors.ts";
import type { Change } from "../apiserver/store.ts";
import { updateObject } from "../apiserver/update.ts";
import { CONTROLLERS, type Controller, follow } from "./follow.ts";

const SERVICE_NAME = "kubernetes.io/service-name";
const MANAGED_BY = "endpointslice.kubernetes.io/managed-by";

/** One slice for each Service that selects pods: the addresses of those pods, and whether they are ready. */
export function sliceEndpoints(registry: Registry): Controller {
  const { store } = registry;
  const servicesOf = ({ resource, object, previous }: Change): string[] => {
    const { name, namespace = "" } = object.metadata;
    if (resource === SERVICES.key) return [`${namespace}/${name}`];
    if (resource !== PODS.key) return [];
    const labels = [object.metadata.labels, previous?.metadata.labels];
    return store
      .list(SERVICES.key, namespace)
      .filter((service) => labels.some((of) => selects(asService(service), of)))
      .map((service) => `${namespace}/${service.metadata.name}`);
  };
  return follow(registry, servicesOf, (key) => {
    const [namespace = "", name = ""] = key.split("/");
    const slices = store
      .list(ENDPOINT_SLICES.key, namespace)
      .filter(({ metadata }) => metadata.labels?.[SERVICE_NAME] === name && metadata.labels[MANAGED_BY] !== undefined);
    const service = store.get(SERVICES.key, namespace, name);
    if (service === null || Object.keys(asService(service).spec.selector ?? {}).length === 0) {
      for (const slice of slices) removeObject(registry, targetOf(ENDPOINT_SLICES, slice), AT_ONCE, CONTROLLERS);
      return;
    }
    const pods = store
      .list(PODS.key, namespace)
      .map(asPod)
      .filter((pod) => selects(asService(service), pod.metadata.labels));
    const wanted = contents(asService(service), pods);
    const [slice] = slices;
    if (slice === undefined) createObject(registry, ENDPOINT_SLICES, namespace, fresh(service, wanted), CONTROLLERS);
    else
      updateObject(registry, targetOf(ENDPOINT_SLICES, slice), null, (live) => ({ ...live, ...wanted }), CONTROLLERS);
  });
}

function selects({ spec }: Service, labels: Record<string, string> | undefined): boolean {
  const selector = spec.selector ?? {};
  return Object.keys(selector).length > 0 && matchesLabels(selector, labels);
}

function fresh({ metadata, apiVersion, kind }: KubeObject, wanted: JsonObject): JsonObject {
  const { name, uid } = metadata;
  return {
    ...wanted,
    addressType: "IPv4",
    metadata: {
      name: `${name}-${nameSuffix()}`,
      generateName: `${name}-`,
      labels: { [SERVICE_NAME]: name, [MANAGED_BY]: "endpointslice-controller.k8s.io" },
      ownerReferences: [{ apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true }],
    },
  };
}

function contents(service: Service, pods: readonly Pod[]): JsonObject {
  const { ports = [], publishNotReadyAddresses = false } = service.spec;
  // A loopback address would be refused: every node would reach itself.
  const reachable = pods.filter(({ status }) => status.podIP !== undefined && !status.podIP.startsWith("127."));
  const live = reachable.filter(({ status }) => status.phase !== "Succeeded" && status.phase !== "Failed");
  return {
    endpoints: live.map((pod) => endpoint(pod, publishNotReadyAddresses)),
    ports: ports.map((port) => ({
      name: port.name ?? "",
      protocol: port.protocol ?? "TCP",
      port: targetPort(port, live),
    })),
  };
}

function endpoint(pod: Pod, publishNotReady: boolean): JsonObject {
  const { metadata, spec, status } = pod;
  const serving = status.conditions?.some(({ type, status }) => type === "Ready" && status === "True") === true;
  const terminating = metadata.deletionTimestamp !== undefined;
  return {
    addresses: [status.podIP],
    conditions: { ready: publishNotReady || (serving && !terminating), serving, terminating },
    nodeName: spec.nodeName,
    targetRef: { kind: "Pod", namespace: metadata.namespace, name: metadata.name, uid: metadata.uid },
  };
}

/** The number itself, or the container port that bears the name. */
function targetPort({ targetPort: target, port }: ServicePort, pods: readonly Pod[]): number | null {
  if (typeof target !== "string") return target ?? port;
  const named = pods.flatMap(({ spec }) => spec.containers.flatMap(({ ports = [] }) => ports));
  return named.find(({ name }) => name === target)?.containerPort ?? null;
}
