/** Where the API server keeps what a rental and a node are made of. */
export const PATHS = {
  pods: "/api/v1/pods",
  configMaps: "/api/v1/configmaps",
  services: "/api/v1/services",
  networkPolicies: "/apis/networking.k8s.io/v1/networkpolicies",
  nodes: "/api/v1/nodes",
  leases: "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases",
  signingRequests: "/apis/certificates.k8s.io/v1/certificatesigningrequests",
  systemSecrets: "/api/v1/namespaces/kube-system/secrets",
} as const;

/** The namespaced kinds of a workload. */
export type WorkloadKind = "pods" | "services" | "secrets" | "configmaps" | "networkpolicies" | "serviceaccounts";

export function collectionPath(namespace: string, kind: WorkloadKind): string {
  const group = kind === "networkpolicies" ? "/apis/networking.k8s.io/v1" : "/api/v1";
  return `${group}/namespaces/${namespace}/${kind}`;
}

export function objectPath(namespace: string, kind: WorkloadKind, name: string): string {
  return `${collectionPath(namespace, kind)}/${name}`;
}

export function nodePath(name: string): string {
  return `${PATHS.nodes}/${name}`;
}
