import { startPostgres } from "@worldland/testing/postgres";
import { startRedis } from "@worldland/testing/redis";
import { SERVER_VARIABLE } from "@worldland/testing/testDatabase";

export type Ground = {
  readonly postgresUrl: string;
  /** Null: BullMQ's backend on Postgres. */
  readonly redisUrl: string | null;
  readonly queueOn: "Redis" | "Postgres";
  close(): Promise<void>;
};

/** A PostgreSQL that survives a power cut, as the product's does, and a Redis where the machine has one. */
export async function startGround(): Promise<Ground> {
  const postgres = await startPostgres({ durable: true });
  process.env[SERVER_VARIABLE] = postgres.url;
  const redis = await startRedis();
  const redisUrl = "url" in redis ? redis.url : null;
  return {
    postgresUrl: postgres.url,
    redisUrl,
    queueOn: redisUrl === null ? "Postgres" : "Redis",
    async close() {
      delete process.env[SERVER_VARIABLE];
      if ("close" in redis) await redis.close();
      await postgres.close();
    },
  };
}
