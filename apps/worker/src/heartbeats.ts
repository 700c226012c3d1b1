import { monotonicMs } from "@worldland/core/time";
import { heartbeat } from "@worldland/db/commands/heartbeat";
import type { WorkerDeps } from "./deps.ts";
import type { JobQueue } from "./queue/jobQueue.ts";

/** Asks a part of the platform whether it is there and writes down that it is; throws where it is not. */
export const heartbeats = {
  worker: ({ db }: WorkerDeps) => heartbeat(db, "worker"),
  queue: async ({ db }: WorkerDeps, queue: JobQueue) => {
    await queue.ping();
    await heartbeat(db, "queue");
  },
  cluster: async ({ db, cluster }: WorkerDeps) => {
    await cluster.ping();
    await heartbeat(db, "cluster");
  },
} as const;

const CHAIN_EVERY_MS = 2_000;

/** The chain is there as long as its scan comes through; the scan runs more often than anybody needs to know. */
export function chainHeartbeat({ db }: Pick<WorkerDeps, "db">): () => Promise<void> {
  let lastMs = Number.NEGATIVE_INFINITY;
  return async () => {
    if (monotonicMs() - lastMs < CHAIN_EVERY_MS) return;
    await heartbeat(db, "chain");
    lastMs = monotonicMs();
  };
}
