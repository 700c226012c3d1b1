import { asNode, asPod, asService, type Condition, type Pod } from "./kinds.ts";
import { type JsonObject, type KubeObject, listOf, objectOf } from "./object.ts";
import type { ResourceType } from "./resources.ts";

/** One column of `kubectl get`; wide ones are for `-o wide` only. */
type Column = { readonly name: string; readonly wide?: true; readonly cell: (object: KubeObject) => string | number };

/** Objects as a `meta.k8s.io/v1` Table, the form kubectl asks for. */
export function tableOf(
  type: ResourceType,
  objects: readonly KubeObject[],
  metadata: JsonObject,
  include: string | null,
  withColumns = true,
): JsonObject {
  const columns = COLUMNS[type.kind] ?? [NAME, AGE];
  return {
    kind: "Table",
    apiVersion: "meta.k8s.io/v1",
    metadata,
    columnDefinitions: withColumns ? columns.map(definition) : null,
    rows: objects.map((object) => ({
      cells: columns.map(({ cell }) => cell(object)),
      ...(include === "None" ? {} : { object: include === "Object" ? object : partial(object) }),
    })),
  };
}

function definition({ name, wide }: Column): JsonObject {
  return { name, type: "string", format: name === "Name" ? "name" : "", description: "", priority: wide ? 1 : 0 };
}

function partial(object: KubeObject): JsonObject {
  return { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata: object.metadata };
}

const column = (name: string, cell: Column["cell"]): Column => ({ name, cell });
const wide = (name: string, cell: Column["cell"]): Column => ({ name, wide: true, cell });

const NAME = column("Name", ({ metadata }) => metadata.name);
const AGE = column("Age", ({ metadata }) => age(metadata.creationTimestamp));
const sizeOf = (value: unknown) => Object.keys(objectOf(value)).length;

const COLUMNS: Readonly<Record<string, readonly Column[]>> = {
  Pod: [
    NAME,
    column("Ready", (object) => readyOf(asPod(object))),
    column("Status", (object) => podStatus(asPod(object))),
    column("Restarts", (object) =>
      statusesOf(asPod(object)).reduce((sum, { restartCount = 0 }) => sum + restartCount, 0),
    ),
    AGE,
    wide("IP", (object) => asPod(object).status.podIP ?? "<none>"),
    wide("Node", (object) => asPod(object).spec.nodeName ?? "<none>"),
    wide("Nominated Node", () => "<none>"),
    wide("Readiness Gates", () => "<none>"),
  ],
  Node: [
    NAME,
    column("Status", nodeStatus),
    column("Roles", nodeRoles),
    AGE,
    column("Version", (object) => asNode(object).status?.nodeInfo?.kubeletVersion ?? ""),
    wide("Internal-IP", (object) => addressOf(object, "InternalIP")),
    wide("External-IP", (object) => addressOf(object, "ExternalIP")),
    wide("OS-Image", (object) => nodeInfo(object, "osImage")),
    wide("Kernel-Version", (object) => nodeInfo(object, "kernelVersion")),
    wide("Container-Runtime", (object) => nodeInfo(object, "containerRuntimeVersion")),
  ],
  Service: [
    NAME,
    column("Type", (object) => asService(object).spec.type ?? ""),
    column("Cluster-IP", (object) => asService(object).spec.clusterIP ?? "<none>"),
    column("External-IP", (object) => (asService(object).spec.externalIPs ?? []).join(",") || "<none>"),
    column("Port(s)", servicePorts),
    AGE,
    wide("Selector", (object) => pairs(asService(object).spec.selector)),
  ],
  Secret: [NAME, column("Type", (object) => String(object.type)), column("Data", (object) => sizeOf(object.data)), AGE],
  ConfigMap: [NAME, column("Data", (object) => sizeOf(object.data) + sizeOf(object.binaryData)), AGE],
  Namespace: [NAME, column("Status", (object) => String(objectOf(object.status).phase ?? "")), AGE],
  ServiceAccount: [NAME, column("Secrets", (object) => listOf(object.secrets).length), AGE],
  Lease: [NAME, column("Holder", (object) => String(objectOf(object.spec).holderIdentity ?? "")), AGE],
  NetworkPolicy: [
    NAME,
    column("Pod-Selector", (object) => pairs(objectOf(objectOf(objectOf(object.spec).podSelector).matchLabels))),
    AGE,
  ],
  EndpointSlice: [
    NAME,
    column("AddressType", (object) => String(object.addressType ?? "")),
    column(
      "Ports",
      (object) =>
        listOf(object.ports)
          .map((port) => String(objectOf(port).port ?? ""))
          .join(",") || "<unset>",
    ),
    column(
      "Endpoints",
      (object) =>
        listOf(object.endpoints)
          .flatMap((end) => listOf(objectOf(end).addresses))
          .join(",") || "<unset>",
    ),
    AGE,
  ],
  Event: [
    column("Last Seen", (object) =>
      age(String(object.lastTimestamp ?? object.eventTime ?? object.metadata.creationTimestamp)),
    ),
    column("Type", (object) => String(object.type ?? "")),
    column("Reason", (object) => String(object.reason ?? "")),
    column("Object", (object) => {
      const { kind = "", name = "" } = objectOf(object.involvedObject);
      return `${String(kind).toLowerCase()}/${String(name)}`;
    }),
    wide("Source", (object) => String(objectOf(object.source).component ?? object.reportingComponent ?? "")),
    column("Message", (object) => String(object.message ?? "").trim()),
    wide("Count", (object) => Number(object.count ?? 1)),
    wide("Name", ({ metadata }) => metadata.name),
  ],
  CertificateSigningRequest: [
    NAME,
    AGE,
    column("SignerName", (object) => String(objectOf(object.spec).signerName ?? "")),
    column("Requestor", (object) => String(objectOf(object.spec).username ?? "")),
    column("RequestedDuration", (object) => {
      const seconds = objectOf(object.spec).expirationSeconds;
      return typeof seconds === "number" ? span(seconds) : "<none>";
    }),
    column("Condition", requestCondition),
  ],
};

function statusesOf({ status }: Pod) {
  return status.containerStatuses ?? [];
}

function readyOf(pod: Pod): string {
  const ready = statusesOf(pod).filter((status) => status.ready === true).length;
  return `${ready}/${pod.spec.containers.length}`;
}

/** The phase, or what says more: why a container waits or ended, or that the pod is on its way out. */
function podStatus(pod: Pod): string {
  const { status, metadata } = pod;
  if (metadata.deletionTimestamp !== undefined) return status.reason === "NodeLost" ? "Unknown" : "Terminating";
  const initial = status.initContainerStatuses ?? [];
  const running = initial.findIndex(({ state }) => state?.terminated?.exitCode !== 0);
  if (running >= 0 && initial.length > 0) {
    const { state } = initial[running] ?? {};
    const reason = state?.waiting?.reason ?? state?.terminated?.reason;
    return reason && reason !== "PodInitializing" ? `Init:${reason}` : `Init:${running}/${initial.length}`;
  }
  const reasons = statusesOf(pod).map(({ state }) => state?.waiting?.reason ?? state?.terminated?.reason);
  return reasons.findLast((reason) => reason !== undefined) ?? status.reason ?? status.phase ?? "Unknown";
}

function nodeStatus(object: KubeObject): string {
  const { status, spec } = asNode(object);
  const ready = status?.conditions?.find(({ type }) => type === "Ready");
  const said = ready === undefined ? "Unknown" : ready.status === "True" ? "Ready" : "NotReady";
  return spec?.unschedulable ? `${said},SchedulingDisabled` : said;
}

function nodeRoles({ metadata }: KubeObject): string {
  const prefix = "node-role.kubernetes.io/";
  const roles = Object.keys(metadata.labels ?? {}).filter((key) => key.startsWith(prefix));
  return (
    roles
      .map((key) => key.slice(prefix.length))
      .sort()
      .join(",") || "<none>"
  );
}

function addressOf(object: KubeObject, type: string): string {
  return asNode(object).status?.addresses?.find((address) => address.type === type)?.address ?? "<none>";
}

function nodeInfo(object: KubeObject, field: string): string {
  return String(objectOf(objectOf(object.status).nodeInfo)[field] ?? "<unknown>");
}

function servicePorts(object: KubeObject): string {
  const ports = asService(object).spec.ports ?? [];
  return (
    ports.map(({ port, nodePort, protocol }) => `${port}${nodePort ? `:${nodePort}` : ""}/${protocol}`).join(",") ||
    "<none>"
  );
}

function requestCondition(object: KubeObject): string {
  const conditions = listOf(objectOf(object.status).conditions) as Condition[];
  const types = conditions.map(({ type }) => type);
  const said = types.includes("Denied") ? "Denied" : types.includes("Approved") ? "Approved" : "Pending";
  return `${said}${types.includes("Failed") ? ",Failed" : ""}${objectOf(object.status).certificate ? ",Issued" : ""}`;
}

function pairs(selector: unknown): string {
  return (
    Object.entries(objectOf(selector))
      .map(([key, value]) => `${key}=${value}`)
      .join(",") || "<none>"
  );
}

function age(since: string): string {
  const ms = Date.now() - Date.parse(since);
  return Number.isNaN(ms) ? "<unknown>" : span(Math.max(0, Math.floor(ms / 1000)));
}

/** Seconds as kubectl shows ages: `45s`, `3m12s`, `5h`, `12d`. */
function span(seconds: number): string {
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return seconds % 60 === 0 ? `${minutes}m` : `${minutes}m${seconds % 60}s`;
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return minutes % 60 === 0 ? `${hours}h` : `${hours}h${minutes % 60}m`;
  if (hours < 48) return `${hours}h`;
  return `${Math.floor(hours / 24)}d`;
}
