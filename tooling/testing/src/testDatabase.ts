import { createHash, randomUUID } from "node:crypto";
import pg from "pg";
import { startPostgres } from "./postgres.ts";

export type TestDatabase = {
  url: string;
  /** Removes it, with whoever is still connected. */
  drop(): Promise<void>;
};

export type TestDatabaseOptions = {
  /**
   * Builds the schema in the database at that URL. It runs once per run of vitest, into a template that every
   * database is copied from. Functions with the same source text share a template.
   */
  migrate?: (url: string) => Promise<void>;
};

/** The variable through which the whole run of vitest shares one server; yours, if you set it. */
export const SERVER_VARIABLE = "DATABASE_URL_TEST";

/** A database of its own on the run's shared PostgreSQL, empty or as `migrate` leaves it. */
export async function testDatabase({ migrate }: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const server = await serverUrl();
  const name = `t_${randomUUID().replaceAll("-", "")}`;
  await withClient(server, async (client) => {
    const template = migrate ? await migratedTemplate(client, server, migrate) : "template1";
    await client.query(`create database ${name} template ${template}`);
  });
  return {
    url: databaseUrl(server, name),
    drop: () => withClient(server, (client) => client.query(`drop database if exists ${name} with (force)`)),
  };
}

let ownServer: Promise<string> | undefined;

async function serverUrl(): Promise<string> {
  const shared = process.env[SERVER_VARIABLE];
  if (shared) return shared;
  ownServer ??= startPostgres().then((server) => {
    server.unref();
    return server.url;
  });
  return ownServer;
}

/** Made by whichever worker comes first, while the others wait for the lock. */
async function migratedTemplate(
  client: pg.Client,
  server: string,
  migrate: (url: string) => Promise<void>,
): Promise<string> {
  const template = `template_${createHash("sha256").update(migrate.toString()).digest("hex").slice(0, 16)}`;
  const making = `${template}_${randomUUID().slice(0, 8)}`;
  await client.query("select pg_advisory_lock(hashtext($1))", [template]);
  try {
    const found = await client.query("select 1 from pg_database where datname = $1", [template]);
    if (found.rowCount === 0) {
      await client.query(`create database ${making}`);
      await migrate(databaseUrl(server, making));
      await client.query(`alter database ${making} rename to ${template}`);
    }
  } finally {
    await client.query("select pg_advisory_unlock(hashtext($1))", [template]);
  }
  return template;
}

async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await use(client);
  } finally {
    await client.end();
  }
}

function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
