import { forbidden } from "./apiFault.ts";
import { nodeRestrictionFault } from "./auth/nodeRestriction.ts";
import { asPod } from "./kinds.ts";
import type { KubeObject } from "./object.ts";
import type { Registry } from "./registry.ts";
import { NAMESPACES, NODES, PODS, type ResourceType, SERVICE_ACCOUNTS } from "./resources.ts";
import { podSecurityViolations } from "./rules/podSecurity.ts";
import type { User } from "./user.ts";

/** Refusals that depend on who asks or on other objects. @throws ApiFault 403 */
export function admit(
  registry: Registry,
  type: ResourceType,
  object: KubeObject,
  old: KubeObject | null,
  user: User,
): void {
  if (type === NODES) {
    const fault = nodeRestrictionFault(object, old, user);
    if (fault !== null) throw fault;
  }
  if (type === PODS && old === null) admitPod(registry, object);
}

function admitPod({ store }: Registry, object: KubeObject): void {
  const { name, namespace = "" } = object.metadata;
  const account = asPod(object).spec.serviceAccountName ?? "default";
  if (store.get(SERVICE_ACCOUNTS.key, namespace, account) === null)
    throw forbidden(
      PODS,
      name,
      `error looking up service account ${namespace}/${account}: serviceaccount "${account}" not found`,
    );
  const labels = store.get(NAMESPACES.key, "", namespace)?.metadata.labels ?? {};
  const level = labels["pod-security.kubernetes.io/enforce"];
  if (level !== "baseline" && level !== "restricted") return;
  const violations = podSecurityViolations(asPod(object).spec);
  if (violations.length === 0) return;
  const version = labels["pod-security.kubernetes.io/enforce-version"] ?? "latest";
  throw forbidden(PODS, name, `violates PodSecurity "${level}:${version}": ${violations.join(", ")}`);
}
