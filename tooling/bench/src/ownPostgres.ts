import { type Postgres, startPostgres } from "@worldland/testing/postgres";
import { SERVER_VARIABLE } from "@worldland/testing/testDatabase";

/** Lends `work` a PostgreSQL of its own that survives a power cut, as the product's does; test markets use it too. */
export async function withOwnPostgres(work: (postgres: Postgres) => Promise<void>): Promise<void> {
  const postgres = await startPostgres({ durable: true });
  process.env[SERVER_VARIABLE] = postgres.url;
  try {
    await work(postgres);
  } finally {
    delete process.env[SERVER_VARIABLE];
    await postgres.close();
  }
}
