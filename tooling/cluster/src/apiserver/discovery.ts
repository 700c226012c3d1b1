import { RESOURCES, type ResourceType } from "./resources.ts";

const VERSION = { major: "1", minor: "32", gitVersion: "v1.32.0+worldland" } as const;

/** What the server says of itself; null: not one of these paths. Open to everybody but the lists of resources. */
export function discovery(path: string, address: string): object | null {
  if (path === "/version")
    return {
      ...VERSION,
      gitCommit: "",
      gitTreeState: "clean",
      buildDate: "1970-01-01T00:00:00Z",
      goVersion: "",
      compiler: "node",
      platform: `${process.platform}/${process.arch}`,
    };
  if (path === "/api")
    return {
      kind: "APIVersions",
      versions: ["v1"],
      serverAddressByClientCIDRs: [{ clientCIDR: "0.0.0.0/0", serverAddress: address }],
    };
  if (path === "/apis") return { kind: "APIGroupList", apiVersion: "v1", groups: GROUPS.map(groupOf) };
  const group = GROUPS.find((name) => path === `/apis/${name}`);
  if (group !== undefined) return { kind: "APIGroup", apiVersion: "v1", ...groupOf(group) };
  if (path === "/openapi/v3") return { paths: Object.fromEntries(GROUP_VERSIONS.map(documentLink)) };
  if (path === "/api/v1") return resourceList("");
  const listed = GROUPS.find((name) => path === `/apis/${name}/v1`);
  if (listed !== undefined) return resourceList(listed);
  const documented = GROUP_VERSIONS.find(({ prefix }) => path === `/openapi/v3/${prefix}`);
  return documented === undefined ? null : openApi(documented.group);
}

const GROUPS = [
  ...new Set(RESOURCES.map(({ group }) => group).filter((group) => group !== "")),
  "authorization.k8s.io",
  "authentication.k8s.io",
];
const GROUP_VERSIONS = ["", ...GROUPS].map((group) => ({
  group,
  prefix: group === "" ? "api/v1" : `apis/${group}/v1`,
}));

function groupOf(name: string) {
  const version = { groupVersion: `${name}/v1`, version: "v1" };
  return { name, versions: [version], preferredVersion: version };
}

const VERBS = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

function resourceList(group: string): object {
  const resources = RESOURCES.filter((type) => type.group === group).flatMap((type) => [
    {
      name: type.plural,
      singularName: type.singular,
      namespaced: type.namespaced,
      kind: type.kind,
      verbs: VERBS,
      ...(type.shortNames.length === 0 ? {} : { shortNames: type.shortNames }),
      ...(type.plural === "pods" ? { categories: ["all"] } : {}),
    },
    ...type.subresources.map((name) => subresource(type, name)),
  ]);
  const reviews = REVIEWS.filter((review) => review.group === group).map(({ plural, kind }) => ({
    name: plural,
    singularName: kind.toLowerCase(),
    namespaced: false,
    kind,
    verbs: ["create"],
  }));
  return {
    kind: "APIResourceList",
    apiVersion: "v1",
    groupVersion: group === "" ? "v1" : `${group}/v1`,
    resources: [...resources, ...reviews],
  };
}

/** Questions that are answered and not stored. */
export const REVIEWS = [
  { group: "authorization.k8s.io", plural: "selfsubjectaccessreviews", kind: "SelfSubjectAccessReview" },
  { group: "authentication.k8s.io", plural: "selfsubjectreviews", kind: "SelfSubjectReview" },
] as const;

const SUBRESOURCES: Readonly<Record<string, { kind: string; group?: string; verbs: readonly string[] }>> = {
  binding: { kind: "Binding", verbs: ["create"] },
  eviction: { kind: "Eviction", group: "policy", verbs: ["create"] },
  exec: { kind: "PodExecOptions", verbs: ["create", "get"] },
  log: { kind: "Pod", verbs: ["get"] },
  proxy: { kind: "NodeProxyOptions", verbs: ["get"] },
};

function subresource(type: ResourceType, name: string): object {
  const known = SUBRESOURCES[name];
  return {
    name: `${type.plural}/${name}`,
    singularName: "",
    namespaced: type.namespaced,
    kind: known?.kind ?? type.kind,
    ...(known?.group === undefined ? {} : { group: known.group, version: "v1" }),
    verbs: known?.verbs ?? ["get", "patch", "update"],
  };
}

function documentLink({ prefix }: { prefix: string }): [string, object] {
  return [prefix, { serverRelativeURL: `/openapi/v3/${prefix}?hash=${VERSION.gitVersion}` }];
}

/** Just enough for `kubectl apply` to see that this server validates fields itself. */
function openApi(group: string): object {
  const paths = RESOURCES.filter((type) => type.group === group).map((type) => {
    const prefix = group === "" ? "/api/v1" : `/apis/${group}/v1`;
    const path = `${prefix}${type.namespaced ? "/namespaces/{namespace}" : ""}/${type.plural}/{name}`;
    const parameter = { name: "fieldValidation", in: "query", schema: { type: "string", uniqueItems: true } };
    const responses = { "200": { description: "OK" } };
    const patch = {
      "x-kubernetes-action": "patch",
      "x-kubernetes-group-version-kind": { group, version: type.version, kind: type.kind },
      parameters: [parameter],
      responses,
    };
    return [path, { patch }];
  });
  return {
    openapi: "3.0.0",
    info: { title: "Kubernetes", version: VERSION.gitVersion },
    paths: Object.fromEntries(paths),
    components: { schemas: {} },
  };
}
