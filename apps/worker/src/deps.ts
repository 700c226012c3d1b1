import type { NodeObservation, WorkloadObservation } from "@worldland/core/workload";
import type { Database } from "@worldland/db/database";
import type { Cluster } from "@worldland/k8s/port";
import type { Account, Chain, PublicClient, Transport, WalletClient } from "viem";
import type { Log } from "./log.ts";

/** Built once per process, in bin/worker.ts, and handed down. */
export type WorkerDeps = {
  readonly db: Database;
  readonly log: Log;
  readonly cluster: Cluster;
  readonly chain: ChainClients;
  readonly config: WorkerConfig;
  /** Last look at each workload, by rental id: kept by the watcher, read by the prober. */
  readonly seen: Map<bigint, WorkloadObservation>;
  /** Since when (monotonic ms) each node's lease stands still. */
  readonly leases: Map<string, LeaseWatch>;
  /** Asks the loops to look now instead of at their next turn. */
  readonly wake: { relay(): void; vault(): void; scan(): void; probe(rentalId: bigint): void };
};

export type ChainClients = {
  readonly reader: PublicClient<Transport, Chain>;
  readonly operator: WalletClient<Transport, Chain, Account>;
  /** Lower-case address of the vault. */
  readonly vault: `0x${string}`;
};

export type WorkerConfig = {
  readonly clusterId: string;
  readonly sshImage: string;
  /** base64 PKCS#8 X25519 key that opens what the API sealed. */
  readonly privateKey: string;
  /** Blocks after which an event is final for us. */
  readonly confirmations: number;
};

export type LeaseWatch = { readonly renewTime: NodeObservation["leaseRenewTime"]; readonly sinceMs: number };
