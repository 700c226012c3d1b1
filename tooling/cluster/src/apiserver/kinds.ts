import type { KubeObject, ObjectMeta } from "./object.ts";

/** What the control plane itself reads of the kinds it serves; everything else travels untouched. */

export type Condition = {
  type: string;
  status: "True" | "False" | "Unknown";
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
  lastProbeTime?: string | null;
  lastHeartbeatTime?: string;
  lastUpdateTime?: string;
};

type Base = { apiVersion: string; kind: string; metadata: ObjectMeta };

export type Amounts = Record<string, string | number>;

export type Container = {
  name: string;
  image?: string;
  imagePullPolicy?: string;
  ports?: { name?: string; containerPort: number; protocol?: string; hostPort?: number }[];
  resources?: { requests?: Amounts; limits?: Amounts };
  volumeMounts?: { name: string; mountPath: string }[];
  env?: { name: string }[];
};

export type Toleration = {
  key?: string;
  operator?: "Equal" | "Exists";
  value?: string;
  effect?: string;
  tolerationSeconds?: number;
};

export type NodeSelectorTerm = {
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
  matchFields?: { key: string; operator: string; values?: string[] }[];
};

export type Volume = {
  name: string;
  secret?: { secretName?: string };
  configMap?: { name?: string };
  [source: string]: unknown;
};

export type PodSpec = {
  nodeName?: string;
  nodeSelector?: Record<string, string>;
  schedulerName?: string;
  affinity?: {
    nodeAffinity?: { requiredDuringSchedulingIgnoredDuringExecution?: { nodeSelectorTerms: NodeSelectorTerm[] } };
  };
  tolerations?: Toleration[];
  containers: Container[];
  initContainers?: Container[];
  overhead?: Amounts;
  volumes?: Volume[];
  restartPolicy?: string;
  terminationGracePeriodSeconds?: number;
  serviceAccountName?: string;
  automountServiceAccountToken?: boolean;
  imagePullSecrets?: { name: string }[];
  priority?: number;
};

export type PodStatus = {
  phase?: string;
  qosClass?: string;
  conditions?: Condition[];
  podIP?: string;
  podIPs?: { ip: string }[];
  hostIP?: string;
  reason?: string;
  containerStatuses?: ContainerStatus[];
  initContainerStatuses?: ContainerStatus[];
};

export type ContainerStatus = {
  name: string;
  ready?: boolean;
  restartCount?: number;
  state?: Record<string, { reason?: string; exitCode?: number } | undefined>;
};

export type Pod = Base & { spec: PodSpec; status: PodStatus };

export type Taint = { key: string; value?: string; effect: string; timeAdded?: string };

export type Node = Base & {
  spec?: { unschedulable?: boolean; taints?: Taint[]; podCIDR?: string };
  status?: {
    capacity?: Amounts;
    allocatable?: Amounts;
    conditions?: Condition[];
    addresses?: { type: string; address: string }[];
    daemonEndpoints?: { kubeletEndpoint?: { Port: number } };
    nodeInfo?: { kubeletVersion?: string };
  };
};

export type ServicePort = {
  name?: string;
  port: number;
  protocol?: string;
  targetPort?: number | string;
  nodePort?: number;
};

export type Service = Base & {
  spec: {
    type?: string;
    selector?: Record<string, string>;
    ports?: ServicePort[];
    clusterIP?: string;
    clusterIPs?: string[];
    publishNotReadyAddresses?: boolean;
    externalIPs?: string[];
  };
};

export type Secret = Base & { type: string; data?: Record<string, string>; immutable?: boolean };
export type Namespace = Base & { spec?: { finalizers?: string[] }; status?: { phase?: string } };
export type Lease = Base & { spec?: { renewTime?: string; holderIdentity?: string } };

export type SigningRequest = Base & {
  spec: {
    request: string;
    signerName: string;
    usages?: string[];
    expirationSeconds?: number;
    username?: string;
    groups?: string[];
  };
  status?: { conditions?: Condition[]; certificate?: string };
};

export type PolicyRule = {
  verbs: string[];
  apiGroups?: string[];
  resources?: string[];
  resourceNames?: string[];
};

/** A Role or a ClusterRole. */
export type Role = Base & { rules?: PolicyRule[] };
export type Subject = { kind: "User" | "Group" | "ServiceAccount"; name: string; namespace?: string };
/** A RoleBinding or a ClusterRoleBinding. */
export type Binding = Base & { roleRef: { kind: "Role" | "ClusterRole"; name: string }; subjects?: Subject[] };

/** The objects are parsed JSON that passed the kind's validation: from here on they are read as that kind. */
export const asPod = (object: KubeObject) => object as Pod;
export const asNode = (object: KubeObject) => object as Node;
export const asService = (object: KubeObject) => object as Service;
export const asSecret = (object: KubeObject) => object as Secret;
export const asNamespace = (object: KubeObject) => object as Namespace;
export const asLease = (object: KubeObject) => object as Lease;
export const asSigningRequest = (object: KubeObject) => object as SigningRequest;
export const asRole = (object: KubeObject) => object as Role;
export const asBinding = (object: KubeObject) => object as Binding;
