import { SECONDS_PER_HOUR } from "@worldland/core/time";
import { foldMarketCounts } from "@worldland/db/commands/foldMarketCounts";
import { nudgeRental } from "@worldland/db/commands/nudgeRental";
import { planSettlements } from "@worldland/db/commands/planSettlements";
import { USAGE_SLOT_S } from "@worldland/db/commands/recordUsage";
import { registerCluster } from "@worldland/db/commands/registerCluster";
import { tidyUp } from "@worldland/db/commands/tidyUp";
import { openDatabase } from "@worldland/db/database";
import { listen } from "@worldland/db/listen";
import { watchPresence } from "@worldland/db/presence";
import { liveRentals } from "@worldland/db/queries/worker/liveRentals";
import { OUTBOX_CHANNEL } from "@worldland/db/wake";
import { connectCluster } from "@worldland/k8s/connectCluster";
import { extendDue } from "./autoExtensions.ts";
import { auditLedger } from "./chain/auditLedger.ts";
import { connectChain } from "./chain/connectChain.ts";
import { scanChain } from "./chain/scanChain.ts";
import type { WorkerDeps } from "./deps.ts";
import { lookAtDue } from "./dueRentals.ts";
import type { WorkerEnv } from "./env.ts";
import { chainHeartbeat, heartbeats } from "./heartbeats.ts";
import { approveRenewals, followJoins } from "./joins/followJoins.ts";
import { killAt } from "./killPoint.ts";
import { createLog } from "./log.ts";
import { type Loop, startLoop } from "./loop.ts";
import { createProber, type Prober } from "./probe.ts";
import { advanceVault } from "./processors/advanceVault.ts";
import { reconcileNode } from "./processors/reconcileNode.ts";
import { reconcileRental } from "./processors/reconcileRental.ts";
import { connectJobQueue, type JobQueue } from "./queue/jobQueue.ts";
import { relayOutbox } from "./relay.ts";
import { sampleUsage } from "./sampleUsage.ts";
import { type Health, serveHealth } from "./serveHealth.ts";
import { createSweep } from "./sweep.ts";
import { newMemory } from "./vault/newMemory.ts";
import { lookAtKey } from "./vault/operatorKey.ts";
import { judgeNodes } from "./watchers/judgeNodes.ts";
import { watchNodes } from "./watchers/watchNodes.ts";
import { watchWorkloads } from "./watchers/watchWorkloads.ts";
import { serveAnnounced } from "./workloads/serveAnnounced.ts";

export type RunningProcess = {
  /** Finishes what runs, then lets go of everything. */
  stop(): Promise<void>;
};

/**
 * The worker: makes cluster and vault match the rows, and tells the rows what happened. Throws when the database is
 * away; chain, cluster and Redis may come later.
 */
export async function startWorker(env: WorkerEnv): Promise<RunningProcess> {
  const log = createLog("worker", env.LOG_LEVEL);
  const database = openDatabase(env.DATABASE_URL, { max: 20, name: "worldland-worker" });
  const { db } = database;
  const health = await serveHealth(env.HEALTH_PORT ?? null);
  const cluster = connectCluster({ id: env.CLUSTER_ID, kubeconfigPath: env.KUBECONFIG, sshImage: env.SSH_IMAGE });
  const queue = await connectJobQueue({ redisUrl: env.REDIS_URL ?? null, databaseUrl: env.DATABASE_URL });
  // A line that swallows what is sent breaks by itself after a quarter of an hour at the earliest.
  const presence = watchPresence(env.DATABASE_URL, () => {
    database.breakOff();
    queue.breakOff();
  });
  await registerCluster(db, {
    clusterId: env.CLUSTER_ID,
    nodePortFrom: env.NODE_PORT_FROM,
    nodePortTo: env.NODE_PORT_TO,
    defaultGpuRate: env.DEFAULT_GPU_HOUR_WEI / BigInt(SECONDS_PER_HOUR),
    isIsolated: env.CLUSTER_ISOLATED === "true",
  });

  const loops = new Map<string, Loop>();
  const deps: WorkerDeps = {
    db,
    log,
    cluster,
    chain: connectChain(env),
    config: {
      clusterId: env.CLUSTER_ID,
      privateKey: env.WORKER_PRIVATE_KEY,
      joinCommand: env.JOIN_COMMAND ?? null,
    },
    memory: newMemory(),
    seen: new Map(),
    leases: new Map(),
    reached: killAt(env.killAt),
    wake: {
      relay: () => loops.get("relay")?.wake(),
      vault: () => loops.get("vault")?.wake(),
      joins: () => loops.get("joins")?.wake(),
      probe: (rentalId) => prober.awaitFirstAnswer(rentalId),
    },
  };
  const prober = createProber(deps);
  const workloads = await serveAnnounced(deps, env);
  const watching = new AbortController();
  for (const [name, everyMs, run] of tasksOf(deps, queue, prober, health, watching.signal, env.CHAIN_POLL_MS)) {
    loops.set(name, startLoop(log, name, everyMs, run));
  }
  queue.process(
    {
      "rental.reconcile": reconcileRental,
      "node.reconcile": reconcileNode,
      "vault.advance": async ({ wake }) => wake.vault(),
    },
    deps,
    (job, cause) => log.error({ job, err: cause }, "a job failed"),
  );
  const outbox = listen(env.DATABASE_URL, OUTBOX_CHANNEL, deps.wake.relay, deps.wake.relay);
  // Whatever a worker before us had begun is looked at now, not at its next due look.
  for (const rentalId of await liveRentals(db)) await nudgeRental(db, rentalId);
  deps.wake.relay();
  log.info({ clusterId: env.CLUSTER_ID, chainId: env.CHAIN_ID, operator: deps.chain.operator.address }, "working");

  return {
    async stop() {
      watching.abort();
      prober.stop();
      await outbox.close();
      await Promise.all([...loops.values()].map((loop) => loop.stop()));
      await queue.close();
      await workloads.close();
      await health.close();
      cluster.close();
      presence.close();
      await database.close();
    },
  };
}

type Task = readonly [name: string, everyMs: number, run: () => Promise<unknown>];

/** Everything that goes on by itself: name, milliseconds between two runs, what is done. */
function tasksOf(
  deps: WorkerDeps,
  queue: JobQueue,
  prober: Prober,
  health: Health,
  watching: AbortSignal,
  chainPollMs: number,
): readonly Task[] {
  const chainIsThere = chainHeartbeat(deps);
  const operator = deps.chain.operator.address.toLowerCase();
  return [
    ["relay", 1_000, () => relayOutbox(deps, queue)],
    ["due rentals", 250, () => lookAtDue(deps)],
    ["auto extensions", 2_000, () => extendDue(deps)],
    ["probe", 1_000, () => prober.probeDue()],
    ["chain", chainPollMs, () => followChain(deps, chainIsThere)],
    ["vault", 5_000, () => advanceVault(deps)],
    ["settlements", 60_000, async () => (await planSettlements(deps.db, { operator })) > 0 && deps.wake.vault()],
    ["operator key", 10_000, () => lookAtKey(deps)],
    ["audit", 60_000, () => auditLedger(deps)],
    ["watch workloads", 1_000, () => watchWorkloads(deps, watching)],
    ["watch nodes", 1_000, () => watchNodes(deps, watching)],
    ["usage", USAGE_SLOT_S * 1_000, () => sampleUsage(deps)],
    ["judge nodes", 2_000, () => judgeNodes(deps)],
    ["joins", 1_000, () => followJoins(deps)],
    ["renewals", 60_000, () => approveRenewals(deps)],
    ["sweep", 30_000, createSweep(deps)],
    ["fold counts", 5_000, () => foldMarketCounts(deps.db)],
    ["tidy up", 600_000, () => tidyUp(deps.db)],
    ["heartbeat", 3_000, () => heartbeats.worker(deps).then(health.beat)],
    ["heartbeat of the queue", 3_000, () => heartbeats.queue(deps, queue)],
    ["heartbeat of the cluster", 3_000, () => heartbeats.cluster(deps)],
  ];
}

/** A head that moved may have mined, refused or made possible something of ours. */
async function followChain(deps: WorkerDeps, isThere: () => Promise<void>): Promise<void> {
  const hasMoved = await scanChain(deps);
  await isThere();
  if (hasMoved) deps.wake.vault();
}
