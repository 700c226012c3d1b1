/** How one list or map of a kind merges, for strategic merge patches and for server-side apply. */
export type MergeRule = {
  /** Server-side apply: the fields that name an item of the list. */
  readonly keys?: readonly string[];
  /** Values of key fields that were left out. */
  readonly keyDefaults?: Readonly<Record<string, string>>;
  /** Strategic merge: the one field that names an item. */
  readonly patchKey?: string;
  /** A list of plain values without order: both ways merge it as a set. */
  readonly set?: true;
  /** A map that server-side apply takes as a whole. */
  readonly atomic?: true;
};

/**
 * The rule at a path of a kind, written without list positions (`spec.containers.env`); null: nothing special, so maps
 * merge field by field and lists are taken as a whole.
 */
export function mergeRule(kind: string, path: string): MergeRule | null {
  return EVERY_KIND[path] ?? OF_KIND[kind]?.[path] ?? null;
}

type Rules = Readonly<Record<string, MergeRule>>;

const by = (key: string): MergeRule => ({ keys: [key], patchKey: key });
const set: MergeRule = { set: true };
const atomic: MergeRule = { atomic: true };

const EVERY_KIND: Rules = {
  "metadata.finalizers": set,
  "metadata.ownerReferences": by("uid"),
};

const CONTAINER: Rules = {
  env: by("name"),
  ports: { keys: ["containerPort", "protocol"], keyDefaults: { protocol: "TCP" }, patchKey: "containerPort" },
  volumeMounts: by("mountPath"),
  volumeDevices: by("devicePath"),
  "resources.claims": by("name"),
};

const under = (path: string, rules: Rules): Rules =>
  Object.fromEntries(Object.entries(rules).map(([field, rule]) => [`${path}.${field}`, rule]));

const POD: Rules = {
  "spec.containers": by("name"),
  ...under("spec.containers", CONTAINER),
  "spec.initContainers": by("name"),
  ...under("spec.initContainers", CONTAINER),
  "spec.ephemeralContainers": by("name"),
  ...under("spec.ephemeralContainers", CONTAINER),
  "spec.volumes": by("name"),
  "spec.imagePullSecrets": by("name"),
  "spec.hostAliases": by("ip"),
  "spec.nodeSelector": atomic,
  "status.conditions": by("type"),
  "status.podIPs": by("ip"),
};

const SERVICE: Rules = {
  "spec.ports": { keys: ["port", "protocol"], keyDefaults: { protocol: "TCP" }, patchKey: "port" },
  "spec.selector": atomic,
  "status.conditions": by("type"),
};

const CONDITIONS: Rules = { "status.conditions": by("type") };

const OF_KIND: Readonly<Record<string, Rules>> = {
  Pod: POD,
  Service: SERVICE,
  Node: {
    ...CONDITIONS,
    "spec.podCIDRs": set,
    // Strategic merge knows no rule for taints, so kubectl sends them whole.
    "status.addresses": by("type"),
  },
  Namespace: CONDITIONS,
  CertificateSigningRequest: CONDITIONS,
  ServiceAccount: { secrets: by("name"), imagePullSecrets: { patchKey: "name" } },
  NetworkPolicy: { "spec.podSelector": atomic },
};
