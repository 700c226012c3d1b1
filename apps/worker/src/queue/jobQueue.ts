import { JOBS, type JobName, type JobPayload, type Nudge, nudgeKey } from "@worldland/core/jobs";
import { type Breakable, breakable } from "@worldland/db/breakable";
import { createPostgresBackend, Queue, type RedisOptions, runMigrations, Worker, withBackend } from "bullmq";
import { Redis } from "ioredis";
import pg from "pg";

/** Redis where a URL is given, BullMQ's Postgres backend otherwise. Same behaviour, tested on both. */
export type JobQueueConfig = {
  readonly redisUrl: string | null;
  readonly databaseUrl: string;
};

/** A handler per job name: a missing or mistyped one does not compile. */
export type Processors<Deps> = {
  readonly [N in JobName]: (deps: Deps, payload: JobPayload<N>) => Promise<void>;
};

export type JobQueue = Pick<Breakable, "breakOff"> & {
  /** Adds nudges; equal ones collapse to at most one active and one waiting. */
  add(nudges: readonly Nudge[]): Promise<void>;
  /** Starts one BullMQ worker per queue. `onFault` hears what a processor threw. */
  process<Deps>(processors: Processors<Deps>, deps: Deps, onFault: (job: string, cause: unknown) => void): void;
  ping(): Promise<void>;
  /** Lets running jobs finish, then closes. */
  close(): Promise<void>;
};

const nameOf = (job: JobName): string => job.split(".")[0] ?? job;
const QUEUE_NAMES = [...new Set((Object.keys(JOBS) as JobName[]).map(nameOf))];

export async function connectJobQueue(config: JobQueueConfig): Promise<JobQueue> {
  const backend = config.redisUrl === null ? await postgresParts(config.databaseUrl) : redisParts(config.redisUrl);
  const queues = new Map(QUEUE_NAMES.map((name) => [name, backend.queue(name)]));
  const workers: { close(): Promise<void> }[] = [];

  const add = async (nudges: readonly Nudge[]) => {
    for (const queueName of QUEUE_NAMES) {
      const own = nudges.filter((nudge) => nameOf(nudge.name) === queueName);
      if (own.length > 0) await queues.get(queueName)?.addBulk(own.map(toBulkJob));
    }
  };

  return {
    add,
    breakOff: backend.breakOff,
    process(processors, deps, onFault) {
      for (const queueName of QUEUE_NAMES) {
        const jobs = (Object.keys(JOBS) as JobName[]).filter((job) => nameOf(job) === queueName);
        const concurrency = Math.max(...jobs.map((job) => JOBS[job].concurrency));
        const run = async (job: { name: string; data: unknown }) => {
          try {
            await dispatch(processors, deps, job.name, job.data);
          } catch (cause) {
            onFault(job.name, cause);
            throw cause;
          }
        };
        workers.push(backend.worker(queueName, run, concurrency));
      }
    },
    ping: async () => {
      await queues.values().next().value?.getJobCounts("waiting");
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.close()));
      await Promise.all([...queues.values()].map((queue) => queue.close()));
      await backend.close();
    },
  };
}

function toBulkJob(nudge: Nudge) {
  // One attempt: a retry is a fact on the row (attention_at), so that a customer's stop never waits behind a back-off.
  const opts = { attempts: 1, deduplication: { id: nudgeKey(nudge), keepLastIfActive: true }, ...REMOVE_WHEN_DONE };
  return { name: nudge.name, data: nudge.payload, opts };
}

const REMOVE_WHEN_DONE = { removeOnComplete: true, removeOnFail: 100 };

/**
 * A worker that dies holds its jobs, and what was nudged behind them, until somebody takes them over: within seconds,
 * and as often as it takes, since a job run twice does no harm.
 */
const TAKE_OVER = { lockDuration: 4_000, stalledInterval: 1_500, maxStalledCount: 1_000_000 } as const;

async function dispatch<Deps>(processors: Processors<Deps>, deps: Deps, name: string, data: unknown): Promise<void> {
  switch (name) {
    case "rental.reconcile":
      return processors[name](deps, JOBS[name].payload.parse(data));
    case "vault.advance":
      return processors[name](deps, JOBS[name].payload.parse(data));
    case "node.reconcile":
      return processors[name](deps, JOBS[name].payload.parse(data));
    default:
      throw new Error(`no processor for job ${name}`);
  }
}

type RunJob = (job: { name: string; data: unknown }) => Promise<void>;

function redisParts(url: string) {
  // BullMQ's blocking workers need unlimited retries; producers fail fast so that the relay can count a fault.
  const options = { maxRetriesPerRequest: null } satisfies RedisOptions;
  const producer = new Redis(url, { maxRetriesPerRequest: 1, enableOfflineQueue: true });
  const consumer = new Redis(url, options);
  for (const client of [producer, consumer]) client.on("error", () => undefined);
  return {
    queue: (name: string) => quiet(new Queue(name, { connection: producer, skipWaitingForReady: true })),
    worker: (name: string, run: RunJob, concurrency: number) =>
      quiet(new Worker(name, run, { connection: consumer, concurrency, ...TAKE_OVER })),
    // ioredis notices by itself.
    breakOff: () => undefined,
    close: async () => {
      producer.disconnect();
      consumer.disconnect();
    },
  };
}

async function postgresParts(url: string) {
  const client = new pg.Client({ connectionString: url, application_name: "worldland-queue" });
  await client.connect();
  await runMigrations(client).finally(() => client.end());
  const onPostgres = withBackend(createPostgresBackend);
  // Each queue and worker keeps its own few connections; BullMQ closes what it opened.
  const { stream, breakOff } = breakable();
  const connection = {
    connectionString: url,
    application_name: "worldland-queue",
    max: 3,
    skipMigrations: true,
    stream,
  };
  return {
    queue: (name: string) => quiet(new onPostgres.Queue(name, { connection })),
    worker: (name: string, run: RunJob, concurrency: number) =>
      quiet(new onPostgres.Worker(name, run, { connection, concurrency, drainDelay: 1, ...TAKE_OVER })),
    breakOff,
    close: async () => undefined,
  };
}

/** Connection errors come back as failed calls; without a listener the emitter would end the process. */
function quiet<T extends { on(event: "error", listener: (error: Error) => void): unknown }>(part: T): T {
  part.on("error", () => undefined);
  return part;
}
