import { asPod, type Pod } from "../kinds.ts";
import {
  CONFIG_MAPS,
  ENDPOINT_SLICES,
  LEASES,
  NODES,
  PODS,
  type ResourceType,
  SECRETS,
  SERVICES,
  SIGNING_REQUESTS,
} from "../resources.ts";
import { containersOf } from "../rules/podDefaults.ts";
import { demandedField } from "../selectors.ts";
import type { Store } from "../store.ts";
import { ADMINS, type User } from "../user.ts";
import { nodeNameOf } from "./nodeRestriction.ts";
import { rolesAllow } from "./roles.ts";

export type Verb = "get" | "list" | "watch" | "create" | "update" | "patch" | "delete" | "deletecollection" | "approve";

/** What is to be done to which resource. For a creation the name is the body's. */
export type Action = {
  readonly verb: Verb;
  /** Plural and group, also of resources that are not stored. */
  readonly resource: string;
  readonly group: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  readonly fieldSelector: string;
};

/**
 * Whether the user may. Administrators may all; bootstrap tokens and nodes what joining and running pods takes; others
 * what roles say.
 */
export function mayDo(store: Store, user: User, action: Action): boolean {
  if (user.groups.includes(ADMINS)) return true;
  if (!user.groups.includes("system:authenticated")) return false;
  if (action.group === "authorization.k8s.io" || action.group === "authentication.k8s.io")
    return action.verb === "create" && action.resource.startsWith("selfsubject");
  const node = nodeNameOf(user);
  if (node !== null) return nodeMay(store, node, action);
  if (user.groups.includes("system:bootstrappers")) return concerns(action, SIGNING_REQUESTS) && onlyRequests(action);
  if (user.name === "system:kube-proxy")
    return (
      (reads(action) && [NODES, SERVICES, ENDPOINT_SLICES].some((type) => concerns(action, type))) ||
      writesEvents(action)
    );
  return rolesAllow(store, user, action);
}

function nodeMay(store: Store, node: string, action: Action): boolean {
  const { verb, subresource, name, namespace, fieldSelector } = action;
  if (writesEvents(action)) return true;
  if (concerns(action, SIGNING_REQUESTS)) return onlyRequests(action);
  // kube-proxy has an identity of its own; a node of the local cluster is one process with one certificate.
  if (concerns(action, SERVICES) || concerns(action, ENDPOINT_SLICES)) return reads(action) && subresource === "";
  if (concerns(action, LEASES)) return namespace === "kube-node-lease" && name === node && verb !== "deletecollection";
  if (concerns(action, NODES)) {
    if (verb === "list" || verb === "watch") return demandedField(fieldSelector, "metadata.name") === node;
    return name === node && (subresource === "" || subresource === "status") && !verb.startsWith("delete");
  }
  if (concerns(action, PODS)) return nodeMayPods(store, node, action);
  if (concerns(action, SECRETS)) return reads(action) && isMounted(store, node, action, secretsOf);
  if (concerns(action, CONFIG_MAPS)) return reads(action) && isMounted(store, node, action, configMapsOf);
  return false;
}

function nodeMayPods(
  store: Store,
  node: string,
  { verb, subresource, namespace, name, fieldSelector }: Action,
): boolean {
  if (verb === "list" || verb === "watch") return demandedField(fieldSelector, "spec.nodeName") === node;
  const object = store.get(PODS.key, namespace, name);
  // One that is gone is nobody's: the kubelet that asks for it may be told so.
  const isOwn = object === null || asPod(object).spec.nodeName === node;
  if (subresource === "status") return isOwn && (verb === "get" || verb === "update" || verb === "patch");
  return subresource === "" && isOwn && (verb === "get" || verb === "delete");
}

/** Whether a pod of the node uses the one object that is asked for, by name or by a selector that names it. */
function isMounted(store: Store, node: string, action: Action, used: (pod: Pod) => (string | undefined)[]): boolean {
  const { verb, namespace, fieldSelector } = action;
  const name = verb === "get" ? action.name : demandedField(fieldSelector, "metadata.name");
  if (name === null || name === "" || namespace === "") return false;
  return store.list(PODS.key, namespace).some((object) => {
    const pod = asPod(object);
    return pod.spec.nodeName === node && used(pod).includes(name);
  });
}

function secretsOf({ spec }: Pod): (string | undefined)[] {
  const volumes = spec.volumes ?? [];
  return [
    ...volumes.map(({ secret }) => secret?.secretName),
    ...(spec.imagePullSecrets ?? []).map(({ name }) => name),
    ...references(spec, "secretKeyRef", "secretRef"),
    ...volumes.flatMap((volume) => named(volume.projected, "secret")),
  ];
}

function configMapsOf({ spec }: Pod): (string | undefined)[] {
  const volumes = spec.volumes ?? [];
  return [
    ...volumes.map(({ configMap }) => configMap?.name),
    ...references(spec, "configMapKeyRef", "configMapRef"),
    ...volumes.flatMap((volume) => named(volume.projected, "configMap")),
  ];
}

/** Names that containers refer to in `env` and `envFrom`. */
function references(spec: Pod["spec"], ...fields: string[]): string[] {
  return containersOf(spec).flatMap((container) => fields.flatMap((field) => named(container, field)));
}

/** The `name` of every object found under this field, at any depth. */
function named(value: unknown, field: string): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const name: unknown = key === field && typeof inner === "object" ? inner?.name : undefined;
    return typeof name === "string" ? [name] : named(inner, field);
  });
}

function onlyRequests({ verb, subresource }: Action): boolean {
  return subresource === "" && (verb === "create" || verb === "get" || verb === "list" || verb === "watch");
}

function writesEvents({ resource, verb }: Action): boolean {
  return resource === "events" && (verb === "create" || verb === "patch" || verb === "update");
}

function reads({ verb }: Action): boolean {
  return verb === "get" || verb === "list" || verb === "watch";
}

function concerns({ group, resource }: Action, type: ResourceType): boolean {
  return group === type.group && resource === type.plural;
}
