import type { V1NetworkPolicy, V1NetworkPolicyPeer } from "@kubernetes/client-node";
import { rentalSlug } from "@worldland/core/id";
import type { WorkloadSpec } from "@worldland/core/workload";
import { LABELS } from "../labels.ts";
import { labelsOf, namesOf } from "../names.ts";
import { checkSpec } from "./checkSpec.ts";
import { ownedBy } from "./owner.ts";

/** IPv4 ranges that are not the public internet: private, shared, loopback, link-local and metadata, test, multicast. */
const NOT_PUBLIC_V4 = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
] as const;

/** IPv6: allowed is global unicast only, less the ranges that carry an IPv4 address inside, and documentation. */
const GLOBAL_V6 = "2000::/3";
const NOT_PUBLIC_V6 = ["2001::/32", "2001:db8::/32", "2002::/16"] as const;

/** Every port but 25: rented machines send no mail. */
const OUT_PORTS = [
  { protocol: "TCP", port: 1, endPort: 24 },
  { protocol: "TCP", port: 26, endPort: 65_535 },
  { protocol: "UDP", port: 1, endPort: 65_535 },
];

/**
 * In: port 22 and nothing else. Out: the public internet without the cluster, its nodes, its API server, other tenants
 * and port 25. `forbidden` are CIDRs that lie in public space and are closed too: addresses of nodes and API server.
 */
export function networkPolicyManifest(
  spec: WorkloadSpec,
  ownerUid: string,
  forbidden: readonly string[] = [],
): V1NetworkPolicy {
  checkSpec(spec);
  const { namespace, name } = namesOf(spec);
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name, namespace, labels: labelsOf(spec), ownerReferences: [ownedBy(spec, ownerUid)] },
    spec: {
      podSelector: { matchLabels: { [LABELS.rental]: rentalSlug(spec.rentalId) } },
      policyTypes: ["Ingress", "Egress"],
      ingress: [{ ports: [{ protocol: "TCP", port: 22 }] }],
      egress: [{ to: publicInternet(forbidden), ports: OUT_PORTS }],
    },
  };
}

function publicInternet(forbidden: readonly string[]): V1NetworkPolicyPeer[] {
  const closed = [...new Set(forbidden)].sort();
  const v4 = closed.filter((cidr) => !cidr.includes(":"));
  // Outside global unicast nothing is open, and an exception must lie within its block.
  const v6 = closed.filter((cidr) => /^[23][0-9a-f]{3}:/.test(cidr));
  return [
    { ipBlock: { cidr: "0.0.0.0/0", except: [...NOT_PUBLIC_V4, ...v4] } },
    { ipBlock: { cidr: GLOBAL_V6, except: [...NOT_PUBLIC_V6, ...v6] } },
  ];
}
