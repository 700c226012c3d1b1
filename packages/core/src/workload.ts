/**
 * What a rental asks of a cluster, free of Kubernetes words beyond names and ports.
 * Everything here is already validated and priced; a cluster adapter only realises it.
 */
export type WorkloadRef = {
  /** Key of the cluster the workload lives in. */
  readonly clusterId: string;
  /** Vault rental id; deterministic object names come from it. */
  readonly rentalId: bigint;
  /** Lower-case 0x address of the customer: one namespace per customer. */
  readonly customer: string;
};

export type WorkloadSpec = WorkloadRef & {
  /** Lower-case 0x address of the provider whose node runs it. */
  readonly provider: string;
  /** Kubernetes node name the pod is pinned to. */
  readonly nodeName: string;
  /** Customer's image pinned by digest: `repository@sha256:…`. */
  readonly image: string;
  readonly gpuCount: number;
  readonly cpuCores: number;
  /** GiB. */
  readonly memoryGb: number;
  /** GiB of ephemeral storage. */
  readonly storageGb: number;
  /** NodePort chosen in Postgres, unique in its cluster while the rental is active. */
  readonly nodePort: number;
  readonly access: WorkloadAccess;
};

/** How the customer gets in, and what his shells see. Opened from its sealed form by the worker only. */
export type WorkloadAccess = {
  /** bcrypt hash, or null when only keys may log in. */
  readonly passwordHash: string | null;
  /** OpenSSH public key lines; may be empty when a password is set. */
  readonly authorizedKeys: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Script run once at first start as root, literally; null: none. */
  readonly onStart: string | null;
};

/** Why the cluster says a workload does not run. Names are those of `EndReason` in rental/reason.ts. */
export type WorkloadFailure = "image_pull" | "unschedulable" | "out_of_memory" | "crashed" | "evicted";

/** One look at a workload. */
export type WorkloadObservation = {
  readonly rentalId: bigint;
  /** absent: no pod object. ready: the pod is Ready (not yet: reachable). terminating: deletion under way. */
  readonly phase: "absent" | "pending" | "ready" | "terminating" | "failed";
  /** Kubernetes uid of the pod; null while absent. A new uid or restart count breaks a metering bridge. */
  readonly podUid: string | null;
  readonly restarts: number;
  /** Why it does not run now; null while it runs, and again after a restart. A state, not an event: it repeats. */
  readonly failure: WorkloadFailure | null;
  /**
   * Why the container ended the last time; stays after the restart. One crash = one step of `restarts` with a cause
   * here, also when the moment between was never seen; null: never ended, or ended by itself without an error.
   */
  readonly restartCause: "out_of_memory" | "crashed" | null;
  /** The cluster's own words for the failure, for the event log; null when there are none. */
  readonly detail: string | null;
};

/**
 * What a workload is made of, as far as it is looked for. The owner is what all else hangs on; its Secret goes with it by
 * the cluster's own doing, and to list Secrets would mean to be allowed to read everybody's.
 */
export type WorkloadPart = "owner" | "pod" | "service" | "policy";

/** A workload of which anything exists: one without a pod is `absent`, and still to be removed. */
export type FoundWorkload = WorkloadRef & WorkloadObservation & { readonly parts: ReadonlySet<WorkloadPart> };

/** What `apply` knows once the objects are written. */
export type AppliedWorkload = {
  readonly podUid: string | null;
  /** `SHA256:<base64 without padding>` of the ed25519 host key, as `ssh-keygen -lf` prints it. */
  readonly hostKeyFingerprint: string;
};

/** One line that a workload wrote. */
export type LogLine = {
  /** When: RFC 3339 in UTC with nine digits of a second, so that as text it sorts as time does. */
  readonly at: string;
  /** Without its line break. */
  readonly text: string;
};

/** What a workload uses at one look; null where the cluster does not say. */
export type WorkloadUsage = {
  readonly rentalId: bigint;
  /** Thousandths of a core, over the last seconds. */
  readonly cpuMillicores: number | null;
  /** Working set: what counts against the limit. */
  readonly memoryBytes: number | null;
  /** Ephemeral storage: what it wrote, its logs included. */
  readonly diskBytes: number | null;
  /** Per cent of the time in which its GPUs computed, on average over them. */
  readonly gpuPercent: number | null;
  /** Memory in use on all its GPUs together. */
  readonly vramBytes: number | null;
};

/** One look at a node: claims of the machine (labels, allocatable) and facts of the control plane. */
export type NodeObservation = {
  readonly clusterId: string;
  readonly name: string;
  readonly uid: string;
  /** Provider label under `node-restriction.kubernetes.io/`; null: nobody's yet. */
  readonly provider: string | null;
  readonly ready: boolean;
  /** cordoned: spec.unschedulable. */
  readonly cordoned: boolean;
  /** ExternalIP; null while unknown. SSH commands use it. */
  readonly publicAddress: string | null;
  readonly region: string | null;
  /** ISO 3166 alpha-2, as stated by the provider. */
  readonly country: string | null;
  /** Model as people say it, e.g. `RTX 4090`; null: no GPU label. */
  readonly gpuModel: string | null;
  readonly gpuCount: number;
  readonly vramMb: number | null;
  readonly cpuCores: number;
  readonly memoryGb: number;
  readonly storageGb: number;
  readonly driverVersion: string | null;
  readonly cudaVersion: string | null;
  /** True where the node says its GPUs are simulated (local network). */
  readonly simulated: boolean;
  /** `Lease.renewTime` of the node, verbatim; null: no lease. Judged unchanged by our own clock. */
  readonly leaseRenewTime: string | null;
};
