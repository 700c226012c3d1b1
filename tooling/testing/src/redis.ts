import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { startGuarded } from "./guardedProcess.ts";
import { freePort } from "./ports.ts";
import { until } from "./until.ts";

export type Redis = { url: string; port: number; close(): Promise<void> };

/**
 * Starts the machine's redis-server on 127.0.0.1, or says why it cannot: give that sentence to the test's skip.
 * `durable` writes what it does to an append-only file, synced every second; without it nothing is kept.
 */
export async function startRedis(options: { durable?: boolean } = {}): Promise<Redis | { skip: string }> {
  const binary = redisBinary();
  if (!binary) return { skip: "no redis-server on PATH (Debian: apt-get install redis-server)" };
  const folder = await mkdtemp(join(tmpdir(), "worldland-redis-"));
  const port = await freePort();
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--save", ""];
  args.push("--appendonly", options.durable === true ? "yes" : "no", "--appendfsync", "everysec");
  const server = await startGuarded(binary, args, { stdio: "ignore", stopSignal: "SIGTERM", removeFolder: folder });
  const close = async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  await until("redis-server to answer", () => ping(port)).catch(async (error) => {
    await close();
    throw error;
  });
  return { url: `redis://127.0.0.1:${port}`, port, close };
}

/** Where redis-server lies on PATH, if it does. */
export function redisBinary(): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => join(folder, "redis-server")).find((path) => existsSync(path));
}

function ping(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ port, host: "127.0.0.1", timeout: 1_000 });
    socket.once("error", reject);
    socket.once("timeout", () => socket.destroy(new Error("no answer")));
    socket.once("connect", () => socket.write("PING\r\n"));
    socket.once("data", (data) => {
      socket.destroy();
      resolve(data.toString().startsWith("+PONG"));
    });
  });
}
