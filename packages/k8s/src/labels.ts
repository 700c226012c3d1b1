/** Labels of ours on the objects of a rental, and labels we read on nodes. */
export const LABELS = {
  managedBy: "app.kubernetes.io/managed-by",
  /** Slug of the rental: the key by which everything of a rental is found. */
  rental: "worldland.io/rental",
  customer: "worldland.io/customer",
  provider: "worldland.io/provider",
} as const;

export const MANAGED_BY = "worldland";

export const NODE_LABELS = {
  hostname: "kubernetes.io/hostname",
  /** Under a prefix that a kubelet cannot set on itself, so a node cannot claim to be another provider's. */
  provider: "node-restriction.kubernetes.io/worldland-provider",
  region: "topology.kubernetes.io/region",
  country: "worldland.io/country",
  /** IPv4 at which the machine says its NodePorts answer. */
  publicAddress: "worldland.io/public-address",
  simulated: "worldland.io/simulated",
} as const;
