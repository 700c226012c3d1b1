import { duplicateValue, invalidValue, requiredValue, type StatusCause, unsupportedValue } from "../apiFault.ts";
import { asService, type Service, type ServicePort } from "../kinds.ts";
import type { KubeObject } from "../object.ts";
import { nameCauses } from "./metadata.ts";
import { fill } from "./podDefaults.ts";

/** What Services take from the cluster: node ports in a range (both ends included), addresses of 10.96.0.0/16. */
export type ServicePool = { readonly nodePorts: readonly [number, number]; readonly services: readonly KubeObject[] };

/** Defaults, and the address and node ports that were not asked for by number. Changes the Service it is given. */
export function prepareService(service: Service, old: Service | null, pool: ServicePool): void {
  const { spec } = service;
  fill(spec, { type: "ClusterIP", sessionAffinity: "None" });
  for (const [index, port] of (spec.ports ?? []).entries()) {
    fill(port, { protocol: "TCP", targetPort: port.port });
    const before = old?.spec.ports?.find((other) => other.port === port.port && other.protocol === port.protocol);
    if (!takesNodePorts(spec.type)) delete port.nodePort;
    else if (!port.nodePort) port.nodePort = before?.nodePort || freeNodePort(service, index, pool);
  }
  if (spec.type === "ExternalName") return;
  fill(spec, { internalTrafficPolicy: "Cluster", ipFamilies: ["IPv4"], ipFamilyPolicy: "SingleStack" });
  if (takesNodePorts(spec.type)) fill(spec, { externalTrafficPolicy: "Cluster" });
  if (!spec.clusterIP) spec.clusterIP = old?.spec.clusterIP ?? freeAddress(pool);
  spec.clusterIPs = [spec.clusterIP];
}

/** What keeps a Service from being stored. @param old null: it is new */
export function serviceCauses(service: Service, old: Service | null, pool: ServicePool): StatusCause[] {
  const { spec } = service;
  const ports = spec.ports ?? [];
  const taken = takenNodePorts(service, pool);
  const kept = new Set((old?.spec.ports ?? []).map(nodePortKey));
  return [
    ...(TYPES.includes(spec.type ?? "") ? [] : [unsupportedValue("spec.type", spec.type, TYPES)]),
    ...(ports.length === 0 && spec.clusterIP !== "None" && spec.type !== "ExternalName"
      ? [requiredValue("spec.ports")]
      : []),
    ...(old?.spec.clusterIP && spec.clusterIP !== old.spec.clusterIP && spec.type !== "ExternalName"
      ? [invalidValue("spec.clusterIPs[0]", [spec.clusterIP], "may not change once set")]
      : []),
    ...ports.flatMap((port, index) => portCauses(port, index, ports)),
    ...ports.flatMap((port, index) =>
      port.nodePort && !kept.has(nodePortKey(port))
        ? nodePortCauses(port, `spec.ports[${index}].nodePort`, pool, taken)
        : [],
    ),
  ];
}

const TYPES = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];

function portCauses(port: ServicePort, index: number, ports: readonly ServicePort[]): StatusCause[] {
  const path = `spec.ports[${index}]`;
  const duplicates = (same: (other: ServicePort) => boolean) => ports.findIndex(same) < index;
  const { port: number, protocol, name, nodePort } = port;
  return [
    ...(Number.isInteger(number) && number >= 1 && number <= 65_535
      ? []
      : [invalidValue(`${path}.port`, number, "must be between 1 and 65535, inclusive")]),
    ...(ports.length > 1 && !name ? [requiredValue(`${path}.name`)] : []),
    ...(name ? nameCauses(`${path}.name`, name, "label") : []),
    ...(name && duplicates((other) => other.name === name) ? [duplicateValue(`${path}.name`, name)] : []),
    ...(duplicates((other) => other.port === number && other.protocol === protocol)
      ? [duplicateValue(path, { port: number, protocol })]
      : []),
    ...(nodePort && duplicates((other) => nodePortKey(other) === nodePortKey(port))
      ? [duplicateValue(`${path}.nodePort`, nodePort)]
      : []),
  ];
}

function nodePortCauses(
  port: ServicePort,
  field: string,
  pool: ServicePool,
  taken: ReadonlySet<string>,
): StatusCause[] {
  const [from, to] = pool.nodePorts;
  const number = port.nodePort ?? 0;
  if (number < from || number > to)
    return [
      invalidValue(field, number, `provided port is not in the valid range. The range of valid ports is ${from}-${to}`),
    ];
  return taken.has(nodePortKey(port)) ? [invalidValue(field, number, "provided port is already allocated")] : [];
}

function freeNodePort(service: Service, index: number, pool: ServicePool): number {
  const [from, to] = pool.nodePorts;
  const port = service.spec.ports?.[index];
  const taken = takenNodePorts(service, pool);
  const own = new Set((service.spec.ports ?? []).filter((other) => other !== port).map(nodePortKey));
  const size = to - from + 1;
  const start = Math.floor(Math.random() * size);
  for (let step = 0; step < size; step++) {
    const nodePort = from + ((start + step) % size);
    const key = nodePortKey({ protocol: port?.protocol ?? "TCP", nodePort });
    if (!taken.has(key) && !own.has(key)) return nodePort;
  }
  return 0;
}

function takenNodePorts(service: Service, pool: ServicePool): ReadonlySet<string> {
  const others = pool.services.map(asService).filter(({ metadata }) => metadata.uid !== service.metadata.uid);
  return new Set(others.flatMap(({ spec }) => (spec.ports ?? []).filter((port) => port.nodePort).map(nodePortKey)));
}

function nodePortKey(port: { protocol?: string; nodePort?: number }): string {
  return `${port.protocol ?? "TCP"}/${port.nodePort}`;
}

function takesNodePorts(type: string | undefined): boolean {
  return type === "NodePort" || type === "LoadBalancer";
}

function freeAddress(pool: ServicePool): string {
  const taken = new Set(pool.services.map((object) => asService(object).spec.clusterIP));
  for (let host = 10; host < 65_534; host++) {
    const address = `10.96.${host >> 8}.${host & 255}`;
    if (!taken.has(address)) return address;
  }
  return "";
}
