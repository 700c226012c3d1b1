import type { StatusCause } from "./apiFault.ts";
import { asNode, asPod, asService } from "./kinds.ts";
import { type KubeObject, objectOf } from "./object.ts";
import type { NameRule } from "./rules/metadata.ts";
import { defaultPod, initialPodStatus } from "./rules/podDefaults.ts";
import { podCauses } from "./rules/podValidation.ts";
import { bindingCauses, roleCauses } from "./rules/roles.ts";
import { prepareService, type ServicePool, serviceCauses } from "./rules/service.ts";
import {
  dataCauses,
  endpointSliceCauses,
  eventCauses,
  leaseCauses,
  prepareNamespace,
  prepareNetworkPolicy,
  prepareNode,
  prepareSecret,
  prepareSigningRequest,
  signingRequestCauses,
} from "./rules/smallKinds.ts";
import type { User } from "./user.ts";

/** What a rule may look at besides the object. */
export type Surroundings = { readonly user: User; readonly pool: ServicePool };

export type ResourceType = {
  /** Key in the store, `pods` or `leases.coordination.k8s.io`. */
  readonly key: string;
  readonly group: string;
  readonly version: string;
  /** `v1`, `coordination.k8s.io/v1`. */
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly namespaced: boolean;
  readonly subresources: readonly string[];
  readonly nameRule: NameRule;
  /** Whether changes of its specification are counted in `metadata.generation`. */
  readonly counted: boolean;
  /** Whether a deletion answers the object, not a Status. */
  readonly answersDeleted: boolean;
  /** Fields a selector may ask for, besides name and namespace. */
  readonly fields: (object: KubeObject) => Record<string, string>;
  /** Defaults and whatever the server decides itself. Changes the object it is given. */
  readonly prepare: (object: KubeObject, old: KubeObject | null, around: Surroundings) => void;
  readonly causes: (object: KubeObject, old: KubeObject | null, around: Surroundings) => StatusCause[];
};

type Stated = Pick<ResourceType, "kind" | "plural"> & Partial<ResourceType>;

function resource(group: string, stated: Stated): ResourceType {
  const version = "v1";
  return {
    key: group === "" ? stated.plural : `${stated.plural}.${group}`,
    group,
    version,
    apiVersion: group === "" ? version : `${group}/${version}`,
    singular: stated.kind.toLowerCase(),
    shortNames: [],
    namespaced: true,
    subresources: [],
    nameRule: "subdomain",
    counted: false,
    answersDeleted: false,
    fields: () => ({}),
    prepare: () => undefined,
    causes: () => [],
    ...stated,
  };
}

const text = (value: unknown) => (value === undefined || value === null ? "" : String(value));

export const PODS = resource("", {
  kind: "Pod",
  plural: "pods",
  shortNames: ["po"],
  subresources: ["status", "binding", "eviction", "exec", "log"],
  counted: true,
  answersDeleted: true,
  fields(object) {
    const { spec, status } = asPod(object);
    return {
      "spec.nodeName": text(spec?.nodeName),
      "spec.restartPolicy": text(spec?.restartPolicy),
      "spec.schedulerName": text(spec?.schedulerName),
      "spec.serviceAccountName": text(spec?.serviceAccountName),
      "status.phase": text(status?.phase),
      "status.podIP": text(status?.podIP),
    };
  },
  prepare(object, old) {
    const pod = asPod(object);
    pod.spec = { ...objectOf(pod.spec) } as typeof pod.spec;
    defaultPod(pod);
    if (old === null) pod.status = initialPodStatus(pod.spec);
  },
  causes: (object, old) => podCauses(asPod(object), old === null ? null : asPod(old)),
});

export const NODES = resource("", {
  kind: "Node",
  plural: "nodes",
  shortNames: ["no"],
  namespaced: false,
  subresources: ["status", "proxy"],
  fields: (object) => ({ "spec.unschedulable": String(asNode(object).spec?.unschedulable === true) }),
  prepare: prepareNode,
});

export const NAMESPACES = resource("", {
  kind: "Namespace",
  plural: "namespaces",
  shortNames: ["ns"],
  namespaced: false,
  subresources: ["status"],
  nameRule: "label",
  answersDeleted: true,
  fields: (object) => ({ "status.phase": text(objectOf(object.status).phase) }),
  prepare: prepareNamespace,
});

export const SERVICES = resource("", {
  kind: "Service",
  plural: "services",
  shortNames: ["svc"],
  subresources: ["status"],
  nameRule: "label1035",
  answersDeleted: true,
  fields: (object) => ({
    "spec.clusterIP": text(objectOf(object.spec).clusterIP),
    "spec.type": text(objectOf(object.spec).type),
  }),
  prepare(object, old, { pool }) {
    const service = asService(object);
    service.spec = { ...objectOf(service.spec) };
    prepareService(service, old === null ? null : asService(old), pool);
    if (old === null) object.status = { loadBalancer: {} };
  },
  causes: (object, old, { pool }) => serviceCauses(asService(object), old === null ? null : asService(old), pool),
});

export const SECRETS = resource("", {
  kind: "Secret",
  plural: "secrets",
  fields: (object) => ({ type: text(object.type) }),
  prepare: prepareSecret,
  causes: dataCauses,
});

export const CONFIG_MAPS = resource("", {
  kind: "ConfigMap",
  plural: "configmaps",
  shortNames: ["cm"],
  causes: dataCauses,
});

export const SERVICE_ACCOUNTS = resource("", {
  kind: "ServiceAccount",
  plural: "serviceaccounts",
  shortNames: ["sa"],
  answersDeleted: true,
});

export const EVENTS = resource("", {
  kind: "Event",
  plural: "events",
  shortNames: ["ev"],
  fields(object) {
    const involved = objectOf(object.involvedObject);
    const fields = ["kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath"];
    return {
      ...Object.fromEntries(fields.map((field) => [`involvedObject.${field}`, text(involved[field])])),
      reason: text(object.reason),
      type: text(object.type),
      source: text(objectOf(object.source).component),
      reportingComponent: text(object.reportingComponent),
    };
  },
  causes: eventCauses,
});

export const ENDPOINTS = resource("", {
  kind: "Endpoints",
  plural: "endpoints",
  singular: "endpoints",
  shortNames: ["ep"],
});

export const ENDPOINT_SLICES = resource("discovery.k8s.io", {
  kind: "EndpointSlice",
  plural: "endpointslices",
  counted: true,
  causes: endpointSliceCauses,
});

export const LEASES = resource("coordination.k8s.io", { kind: "Lease", plural: "leases", causes: leaseCauses });

export const NETWORK_POLICIES = resource("networking.k8s.io", {
  kind: "NetworkPolicy",
  plural: "networkpolicies",
  shortNames: ["netpol"],
  counted: true,
  prepare: prepareNetworkPolicy,
});

export const SIGNING_REQUESTS = resource("certificates.k8s.io", {
  kind: "CertificateSigningRequest",
  plural: "certificatesigningrequests",
  shortNames: ["csr"],
  namespaced: false,
  subresources: ["approval", "status"],
  fields: (object) => ({ "spec.signerName": text(objectOf(object.spec).signerName) }),
  prepare: (object, old, { user }) => prepareSigningRequest(object, old, user),
  causes: signingRequestCauses,
});

const RBAC = "rbac.authorization.k8s.io";

export const ROLES = resource(RBAC, { kind: "Role", plural: "roles", nameRule: "segment", causes: roleCauses });

export const CLUSTER_ROLES = resource(RBAC, {
  kind: "ClusterRole",
  plural: "clusterroles",
  namespaced: false,
  nameRule: "segment",
  causes: roleCauses,
});

export const ROLE_BINDINGS = resource(RBAC, {
  kind: "RoleBinding",
  plural: "rolebindings",
  nameRule: "segment",
  causes: bindingCauses,
});

export const CLUSTER_ROLE_BINDINGS = resource(RBAC, {
  kind: "ClusterRoleBinding",
  plural: "clusterrolebindings",
  namespaced: false,
  nameRule: "segment",
  causes: bindingCauses,
});

/** Everything that is stored. */
export const RESOURCES: readonly ResourceType[] = [
  CONFIG_MAPS,
  ENDPOINTS,
  EVENTS,
  NAMESPACES,
  NODES,
  PODS,
  SECRETS,
  SERVICE_ACCOUNTS,
  SERVICES,
  ENDPOINT_SLICES,
  LEASES,
  NETWORK_POLICIES,
  SIGNING_REQUESTS,
  ROLES,
  CLUSTER_ROLES,
  ROLE_BINDINGS,
  CLUSTER_ROLE_BINDINGS,
];

/** The values a field selector compares. */
export function selectableFields(type: ResourceType, object: KubeObject): Record<string, string> {
  const { name, namespace } = object.metadata;
  return {
    ...type.fields(object),
    "metadata.name": name,
    ...(type.namespaced ? { "metadata.namespace": namespace ?? "" } : {}),
  };
}
