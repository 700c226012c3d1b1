import { asBinding, asRole, type PolicyRule, type Subject } from "../kinds.ts";
import { CLUSTER_ROLE_BINDINGS, CLUSTER_ROLES, ROLE_BINDINGS, ROLES } from "../resources.ts";
import type { Store } from "../store.ts";
import type { User } from "../user.ts";
import type { Action } from "./authorize.ts";

/** Whether a role that is bound to the user says so: rules add up, and none takes away. */
export function rolesAllow(store: Store, user: User, action: Action): boolean {
  const { namespace } = action;
  const bindings = [
    ...store.list(CLUSTER_ROLE_BINDINGS.key),
    ...(namespace === "" ? [] : store.list(ROLE_BINDINGS.key, namespace)),
  ];
  return bindings.some((object) => {
    const { metadata, roleRef, subjects = [] } = asBinding(object);
    if (!subjects.some((subject) => isMeant(subject, user))) return false;
    const role =
      roleRef.kind === "ClusterRole"
        ? store.get(CLUSTER_ROLES.key, "", roleRef.name)
        : store.get(ROLES.key, metadata.namespace ?? "", roleRef.name);
    return role !== null && (asRole(role).rules ?? []).some((rule) => allows(rule, action));
  });
}

function isMeant({ kind, name, namespace = "" }: Subject, user: User): boolean {
  if (kind === "Group") return user.groups.includes(name);
  return user.name === (kind === "ServiceAccount" ? `system:serviceaccount:${namespace}:${name}` : name);
}

function allows({ verbs, apiGroups = [], resources = [], resourceNames = [] }: PolicyRule, action: Action): boolean {
  const { verb, group, resource, subresource, name } = action;
  const wanted = subresource === "" ? resource : `${resource}/${subresource}`;
  return (
    has(verbs, verb) &&
    has(apiGroups, group) &&
    has(resources, wanted) &&
    (resourceNames.length === 0 || resourceNames.includes(name))
  );
}

function has(listed: readonly string[], wanted: string): boolean {
  return listed.includes("*") || listed.includes(wanted);
}
