import { join } from "node:path";
import { type OpenDatabase, openDatabase } from "@worldland/db/database";
import { migrate } from "@worldland/db/migrate";
import { startPostgres } from "@worldland/testing/postgres";
import type { Closers } from "./closers.ts";
import type { StackOptions } from "./options.ts";

export type StackDatabase = OpenDatabase & { readonly url: string };

/** The database by its URL, or an embedded PostgreSQL in the state folder; with the newest schema. */
export async function openStackDatabase(options: StackOptions, closers: Closers): Promise<StackDatabase> {
  const url = options.external.databaseUrl ?? (await startEmbedded(options, closers));
  await migrate(url);
  const database = openDatabase(url, { max: 4, name: "worldland-start" });
  closers.push(() => database.close());
  return { ...database, url };
}

async function startEmbedded(options: StackOptions, closers: Closers): Promise<string> {
  const postgres = await startPostgres({
    dataDir: join(options.stateDir, "postgres"),
    durable: true,
    ...(options.postgresPort > 0 ? { port: options.postgresPort } : {}),
  });
  closers.push(() => postgres.close());
  return postgres.url;
}
