import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type GuardedProcess, startGuarded } from "./guardedProcess.ts";
import { freePort } from "./ports.ts";
import type { PostgresAccount } from "./postgresAccount.ts";
import { until } from "./until.ts";

type ServerOptions = {
  binaries: string;
  /** Holds the cluster as data/ and receives postgres.log. */
  folder: string;
  account: PostgresAccount;
  durable: boolean;
  port: number | undefined;
  removeFolder: string;
};

const FORGETFUL = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];
const ALWAYS = [
  "listen_addresses=127.0.0.1",
  "unix_socket_directories=",
  "max_connections=200",
  "wal_level=minimal",
  "max_wal_senders=0",
  "jit=off",
  "timezone=UTC",
  "log_timezone=UTC",
];

/** Runs the server on an existing cluster and waits until it takes connections. A port of its own choice is retried. */
export async function runPostgresServer(options: ServerOptions): Promise<{ process: GuardedProcess; port: number }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort());
    const server = await spawnServer(options, port);
    if (await isReady(server, options.folder)) return { process: server, port };
    const log = readFileSync(join(options.folder, "postgres.log"), "utf8").trim();
    const taken = log.includes("could not bind");
    if (!taken || options.port !== undefined || attempt === 5) {
      throw new Error(`PostgreSQL ended at once. The end of its log:\n${log.split("\n").slice(-8).join("\n")}`);
    }
  }
}

async function spawnServer(options: ServerOptions, port: number): Promise<GuardedProcess> {
  const { account, binaries, folder, removeFolder } = options;
  const settings = [`port=${port}`, ...ALWAYS, ...(options.durable ? [] : FORGETFUL)].flatMap((one) => ["-c", one]);
  const line = [...account.prefix, join(binaries, "postgres"), "-D", join(folder, "data"), ...settings];
  const [command = "", ...args] = line;
  const log = openSync(join(folder, "postgres.log"), "w");
  try {
    const stdio = ["ignore" as const, log, log];
    return await startGuarded(command, args, { ...account.ids, cwd: "/", stdio, stopSignal: "SIGINT", removeFolder });
  } finally {
    closeSync(log);
  }
}

/** False when it ended first. It writes its number and state into postmaster.pid; recovery may take a while. */
async function isReady(server: GuardedProcess, folder: string): Promise<boolean> {
  let ended = false;
  void server.ended.then(() => {
    ended = true;
  });
  const state = () => {
    const lines = readFileSync(join(folder, "data", "postmaster.pid"), "utf8").split("\n");
    return lines[0] === String(server.pid) && lines[7]?.startsWith("ready") ? "ready" : undefined;
  };
  const outcome = await until("PostgreSQL to be ready", () => (ended ? "ended" : state()), {
    deadlineMs: 120_000,
    everyMs: 10,
  }).catch(async (error) => {
    await server.stop();
    throw error;
  });
  return outcome === "ready";
}
