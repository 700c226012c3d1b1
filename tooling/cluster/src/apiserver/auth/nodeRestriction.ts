import { type ApiFault, forbidden } from "../apiFault.ts";
import { asNode } from "../kinds.ts";
import { type KubeObject, sameJson } from "../object.ts";
import { NODES } from "../resources.ts";
import type { User } from "../user.ts";

const PREFIX = "system:node:";

/** The node whose kubelet this user is; null: no kubelet. */
export function nodeNameOf(user: User): string | null {
  return user.groups.includes("system:nodes") && user.name.startsWith(PREFIX) ? user.name.slice(PREFIX.length) : null;
}

/** A kubelet may not say whose it is: not by labels of the restricted prefix, nor by taking its own taints away. */
export function nodeRestrictionFault(object: KubeObject, old: KubeObject | null, user: User): ApiFault | null {
  const own = nodeNameOf(user);
  if (own === null) return null;
  const { name } = object.metadata;
  if (name !== own) return forbidden(NODES, name, `node "${own}" is not allowed to modify node "${name}"`);
  const labels = object.metadata.labels ?? {};
  const before = old?.metadata.labels ?? {};
  const changed = [...new Set([...Object.keys(labels), ...Object.keys(before)])].filter(
    (key) => labels[key] !== before[key] && !mayLabel(key),
  );
  if (changed.length > 0)
    return forbidden(NODES, name, `is not allowed to modify labels: ${changed.sort().join(", ")}`);
  if (old === null) return null;
  if (!sameJson(asNode(object).spec?.taints ?? [], asNode(old).spec?.taints ?? []))
    return forbidden(NODES, name, "is not allowed to modify taints");
  return null;
}

const OWN_LABELS = new Set([
  "kubernetes.io/hostname",
  "kubernetes.io/os",
  "kubernetes.io/arch",
  "node.kubernetes.io/instance-type",
  "beta.kubernetes.io/os",
  "beta.kubernetes.io/arch",
  "topology.kubernetes.io/region",
  "topology.kubernetes.io/zone",
]);

/** Labels of Kubernetes' own domains are closed to kubelets, but for a few that describe the machine. */
function mayLabel(key: string): boolean {
  const domain = key.includes("/") ? (key.split("/")[0] ?? "") : "";
  const ofKubernetes = /(^|\.)(kubernetes\.io|k8s\.io)$/.test(domain);
  if (!ofKubernetes || OWN_LABELS.has(key)) return true;
  return (
    /(^|\.)(kubelet|node)\.kubernetes\.io$/.test(domain) && !/(^|\.)node-restriction\.kubernetes\.io$/.test(domain)
  );
}
