import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import type { Connection } from "ssh2";
import ssh2 from "ssh2";
import { authenticate } from "./login.ts";
import { serveSession } from "./session.ts";
import { readSettings, type Settings } from "./settings.ts";

// The program of a container's SSH server: root login by key or password, shells, commands and files; no forwarding.

const PORT = 22;
const LOGIN_GRACE_MS = 60_000;
const MAX_UNAUTHENTICATED = 32;

process.title = "sshd: worldland [listener]";
const settings = readSettings(process.env);
const connections = new Set<Connection>();
let strangers = 0;
let retiring = false;

const server = new ssh2.Server(
  { hostKeys: [settings.hostKey], ident: "WorldLand_1.0", keepaliveInterval: 30_000, keepaliveCountMax: 4 },
  (connection) => serve(connection),
);
const door = createServer({ noDelay: true }, (socket) => server.injectSocket(socket));
openDoor(join(settings.doors, String(PORT)));
listen(0);

// A killed server must not take the sessions of others with it: it stops listening, asks for a successor and stays
// for as long as somebody is logged in.
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, retire);
// One broken connection is no reason to drop all the others.
process.on("uncaughtException", (error) => console.error(`sshd: ${error.message}`));
process.on("unhandledRejection", (reason) => console.error(`sshd: ${String(reason)}`));

function serve(connection: Connection): void {
  if (strangers >= MAX_UNAUTHENTICATED) return void connection.end();
  strangers += 1;
  let known = false;
  connections.add(connection);
  const grace = setTimeout(() => connection.end(), LOGIN_GRACE_MS);
  const recognise = () => {
    if (known) return;
    known = true;
    strangers -= 1;
    clearTimeout(grace);
  };
  authenticate(connection, settings);
  connection.on("ready", recognise);
  connection.on("session", (accept) => serveSession(accept(), settings));
  connection.on("error", () => {});
  connection.on("close", () => {
    recognise();
    connections.delete(connection);
    leaveWhenAlone();
  });
}

/** The node's own way in, where it shares a folder; one that cannot be had is no reason not to listen on the port. */
function openDoor(path: string): void {
  if (!existsSync(settings.doors)) return;
  rmSync(path, { force: true, recursive: true });
  door.on("error", (error) => console.error(`sshd: ${error.message}`));
  door.listen(path);
}

/** A predecessor may need a moment to let the port go. */
function listen(tries: number): void {
  const retry = (error: NodeJS.ErrnoException) => {
    if (error.code !== "EADDRINUSE" || tries > 50) {
      console.error(`sshd: ${error.message}`);
      process.exit(1);
    }
    setTimeout(() => listen(tries + 1), 40);
  };
  server.once("error", retry);
  const listening = () => {
    server.off("error", retry);
    runOnStart(settings);
  };
  server.listen(PORT, "0.0.0.0", listening);
}

function retire(): void {
  if (retiring) return;
  retiring = true;
  process.title = "sshd: worldland [sessions]";
  door.close();
  server.close(() => leaveWhenAlone());
  // ssh2's close waits for connections; the port itself is free as soon as the call returns.
  setImmediate(() => process.kill(process.ppid, "SIGUSR1"));
  leaveWhenAlone();
}

function leaveWhenAlone(): void {
  if (retiring && connections.size === 0) setTimeout(() => process.exit(0), 50);
}

/** Once in the life of a container, however often its server is restarted. What it writes is the container's log. */
function runOnStart({ onStart, home, env }: Settings): void {
  if (onStart === null) return;
  const marks = process.env.WORLDLAND_RUN ?? "/run/worldland";
  mkdirSync(marks, { recursive: true });
  try {
    closeSync(openSync(join(marks, "on_start.started"), "wx"));
  } catch {
    return;
  }
  const own = { HOME: home, USER: "root", PATH: process.env.PATH ?? "/usr/bin:/bin", LANG: "C.UTF-8" };
  const script = spawn("/bin/bash", [onStart], {
    cwd: home,
    env: { ...own, ...env },
    stdio: ["ignore", "inherit", "inherit"],
    detached: true,
  });
  script.on("error", (error) => console.error(`on_start: ${error.message}`));
}
