import { createPostgresBackend, Queue, runMigrations, withBackend } from "bullmq";
import pg from "pg";
import { runAll, timed } from "../pairs.ts";

/** `redisUrl` null: BullMQ's backend on Postgres. */
export type Ground = { readonly postgresUrl: string; readonly redisUrl: string | null };

const TABLE = `create table if not exists bare_rentals (
  id bigint generated always as identity primary key, customer text not null, provider text not null,
  rate_per_second numeric(78, 0) not null, duration_s integer not null, requested_at timestamptz not null default now())`;
const INSERT = {
  name: "bare",
  text: "insert into bare_rentals (customer, provider, rate_per_second, duration_s) values ($1, $2, $3, $4) returning id",
  values: [`0x${"c".repeat(40)}`, `0x${"a".repeat(40)}`, "100000", 3600],
};

/** What is compared with: a row, and a job that names it. Its connections stay open between the runs. */
export async function startBareWork(ground: Ground, concurrency: number) {
  const pool = new pg.Pool({ connectionString: ground.postgresUrl, max: concurrency, idleTimeoutMillis: 0 });
  await pool.query(TABLE);
  const queue = ground.redisUrl === null ? await onPostgres(ground.postgresUrl) : onRedis(ground.redisUrl);
  await queue.add("warm", { rentalId: "0" });
  const once = async () => {
    const { rows } = await pool.query<{ id: string }>(INSERT);
    await queue.add("rental.reconcile", { rentalId: rows[0]?.id ?? "" }, { removeOnComplete: true });
  };
  return {
    /** Seconds for so many of them. */
    async run(operations: number): Promise<number> {
      const tasks = Array.from({ length: operations }, () => once);
      const seconds = await timed(() => runAll(tasks, concurrency));
      await queue.obliterate({ force: true });
      return seconds;
    },
    async close(): Promise<void> {
      await queue.close();
      await pool.end();
    },
  };
}

function onRedis(url: string) {
  const { hostname: host, port } = new URL(url);
  return new Queue("bare", { connection: { host, port: Number(port) } });
}

async function onPostgres(connectionString: string) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await runMigrations(client).finally(() => client.end());
  const backed = withBackend(createPostgresBackend);
  return new backed.Queue("bare", { connection: { connectionString, max: 3, skipMigrations: true } });
}
