import type { NodeObservation, WorkloadObservation } from "@worldland/core/workload";
import type { KeyState } from "@worldland/db/commands/recordOperatorKey";
import type { Database } from "@worldland/db/database";
import type { Cluster } from "@worldland/k8s/port";
import type { Chain, PublicClient, Transport } from "viem";
import type { PrivateKeyAccount } from "viem/accounts";
import type { KillPoint } from "./killPoint.ts";
import type { Log } from "./log.ts";

/** What the half that talks to the chain needs. */
export type ChainDeps = {
  readonly db: Database;
  readonly log: Log;
  readonly chain: ChainClients;
  readonly memory: VaultMemory;
  /** Says that a named step was reached; see killPoint.ts. */
  readonly reached: (point: KillPoint) => void;
};

/** What reading the vault needs. */
export type ReadingDeps = Pick<ChainDeps, "db" | "log"> & {
  readonly chain: Pick<ChainClients, "reader" | "vault">;
};

/** Built once per process, in startWorker.ts, and handed down. */
export type WorkerDeps = ChainDeps & {
  readonly cluster: Cluster;
  readonly config: WorkerConfig;
  /** Last look at each workload, by rental id: kept by the watcher, read by the prober. */
  readonly seen: Map<bigint, WorkloadObservation>;
  /** Since when (monotonic ms) each node's lease stands still. */
  readonly leases: Map<string, LeaseWatch>;
  /** Asks the loops to look now instead of at their next turn. */
  readonly wake: { relay(): void; vault(): void; joins(): void; probe(rentalId: bigint): void };
};

export type ChainClients = {
  readonly id: number;
  readonly reader: PublicClient<Transport, Chain>;
  /** Signs for the vault; the only owner of its nonces. */
  readonly operator: PrivateKeyAccount;
  /** Lower-case address of the vault. */
  readonly vault: `0x${string}`;
  /** Blocks, the event's own included, after which an event is final for us. */
  readonly confirmations: number;
  /** Most wei per gas that are offered: above it everything waits. */
  readonly feeCap: bigint;
  /** First block worth scanning, for a database that mirrors no vault yet. */
  readonly startBlock: bigint;
};

/** What one process remembers between looks at the vault; losing it costs patience, nothing else. */
export type VaultMemory = {
  /** Head at which each transaction that waits was first looked at, by transaction id. */
  readonly waitingSince: Map<bigint, bigint>;
  /** Head at which a transaction whose nonce is used had no receipt for the first time, by transaction id. */
  readonly missingSince: Map<bigint, bigint>;
  /** Head at which the vault last said no to an intent, by intent id: only a later one can say something else. */
  readonly refusedAt: Map<bigint, bigint>;
  /** How the key was last found to be, and the wei of gas that a call wanted which it could not pay; 0: none. */
  readonly key: { state: KeyState; wanted: bigint };
};

export type WorkerConfig = {
  readonly clusterId: string;
  /** base64 PKCS#8 X25519 key that opens what the API sealed. */
  readonly privateKey: string;
  /** What a join line begins with, e.g. `node tooling/bootstrap.mjs join`; null: no node joins by a line. */
  readonly joinCommand: string | null;
};

export type LeaseWatch = {
  readonly renewTime: NodeObservation["leaseRenewTime"];
  /** Monotonic ms of the first look at this renewal. */
  readonly sinceMs: number;
  /** What was last recorded of the node by this process; null: nothing yet. */
  readonly recorded: "alive" | "lost" | null;
};
