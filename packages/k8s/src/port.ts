import type {
  AppliedWorkload,
  FoundWorkload,
  LogLine,
  NodeObservation,
  WorkloadObservation,
  WorkloadRef,
  WorkloadSpec,
  WorkloadUsage,
} from "@worldland/core/workload";

/**
 * The cluster as the worker sees it. Every call is idempotent: repeat it after a crash and the world is the same.
 * Calls throw `ClusterFault` (see fault.ts) with `retry: "later" | "never"`, never raw client errors.
 */
export type Cluster = {
  readonly id: string;
  /** Writes all objects of a workload by server-side apply. The host key is made once and read back afterwards. */
  apply(spec: WorkloadSpec): Promise<AppliedWorkload>;
  /** Deletes all objects of a workload. Answers true once nothing of it is left. */
  remove(ref: WorkloadRef, options?: { force?: boolean }): Promise<boolean>;
  observe(ref: WorkloadRef): Promise<WorkloadObservation>;
  /** Every workload of which anything exists, and what of it does, for the sweep. */
  list(): Promise<readonly FoundWorkload[]>;
  /** Calls back on every change until aborted: watch for speed, relist for truth (also after 410 and drops). */
  watchWorkloads(onChange: (seen: WorkloadRef & WorkloadObservation) => void, signal: AbortSignal): Promise<void>;
  /** What the workload's container wrote, oldest first; nothing where it has not run yet. */
  logs(ref: WorkloadRef, asked: LogsAsked): Promise<readonly LogLine[]>;
  /** What every workload on a node uses now. */
  usage(nodeName: string): Promise<readonly WorkloadUsage[]>;
  /**
   * Ends this one pod of a workload, and only this one, so that `apply` makes another: Service, Secret and with them
   * address, port and host key stay. Its grace is the customer's to end what runs.
   */
  endPod(ref: WorkloadRef, podUid: string): Promise<void>;
  nodes(): Promise<readonly NodeObservation[]>;
  /**
   * Calls back on every change until aborted, renewed leases included (each node about every 10 s): cheap in memory,
   * not for a database write each. A deleted node is seen once more: not ready, no GPUs, no lease.
   */
  watchNodes(onChange: (seen: NodeObservation) => void, signal: AbortSignal): Promise<void>;
  setCordoned(nodeName: string, cordoned: boolean): Promise<void>;
  join: NodeJoin;
  /** Cheap liveness for /ready: resolves when the API server answers. */
  ping(): Promise<void>;
  /** Closes idle connections; watches end by their own signals. */
  close(): void;
};

export type LogsAsked = {
  /** At most so many lines, the newest. */
  readonly tail: number;
  /** Only lines after this instant, an `at` of {@link LogLine}; null: whatever there is. */
  readonly since: string | null;
};

/** Single-use, short-lived join material for one preassigned node name. */
export type NodeJoin = {
  /**
   * Creates the bootstrap token Secret, valid for `ttlS` seconds (at most 900) by the API server's own clock: that is
   * the clock which judges it, and the local network's application clock may have been stepped.
   */
  createToken(input: { nodeName: string; provider: string; ttlS: number }): Promise<JoinToken>;
  /**
   * Approves the CSRs that fit a token and its preassigned name, deletes that token's Secret before approving,
   * and labels the node with its provider once it appears: so call it until the node is seen. Also approves nodes of
   * ours that renew their own certificate; what such a token asks beside that is denied. Answers the names of the nodes it approved now.
   */
  approvePending(expected: readonly ExpectedNode[]): Promise<readonly string[]>;
  /** Deletes the token of a join that is over; it may be gone already. */
  revokeToken(tokenId: string): Promise<void>;
  /** Sets the provider identity label on a node that joined. Fault `conflict` when it is another's. */
  claim(nodeName: string, provider: string): Promise<void>;
};

export type JoinToken = {
  /** `abcdef.0123456789abcdef` */
  readonly token: string;
  readonly tokenId: string;
  readonly server: string;
  /** `sha256:<hex>` of the CA's public key. */
  readonly caHash: string;
  readonly caPem: string;
};

export type ExpectedNode = { readonly nodeName: string; readonly provider: string; readonly tokenId: string };

/** What a probe of the public address saw. */
export type ProbeResult =
  | { readonly reachable: true; readonly banner: string; readonly hostKeyFingerprint: string | null }
  | { readonly reachable: false; readonly cause: "refused" | "timeout" | "no_banner" | "wrong_host_key" };
