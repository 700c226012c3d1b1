import { startPostgres } from "./postgres.ts";
import { SERVER_VARIABLE } from "./testDatabase.ts";

/** For vitest: one PostgreSQL for all test files of a run, gone with it. */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env[SERVER_VARIABLE]) return undefined;
  const server = await startPostgres();
  process.env[SERVER_VARIABLE] = server.url;
  return async () => {
    delete process.env[SERVER_VARIABLE];
    await server.close();
  };
}
