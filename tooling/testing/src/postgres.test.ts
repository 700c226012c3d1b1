import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startPostgres } from "./postgres.ts";
import { processIdentity } from "./processIdentity.ts";
import { until } from "./until.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "worldland-test-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function query(url: string, sql: string) {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

test("what was committed is there after a stop and a start, also below a folder closed to others", async () => {
  const dataDir = join(folder, "closed", "postgres"); // mkdtemp's folders are 0700
  await mkdir(join(folder, "closed"), { mode: 0o700 });
  const first = await startPostgres({ dataDir });
  await query(first.url, "create table kept (word text); insert into kept values ('yes')");
  await first.close();
  const second = await startPostgres({ dataDir });
  expect(await query(second.url, "select word, current_setting('fsync') as fsync from kept")).toEqual([
    { word: "yes", fsync: "on" },
  ]);
  await second.close();
});

test("nobody logs in without the password", async () => {
  const server = await startPostgres();
  const guess = new URL(server.url);
  guess.password = "postgres";
  await expect(query(guess.href, "select 1")).rejects.toThrow("password authentication failed");
  await server.close();
});

test("a data folder in use by a living process is refused in words, and free again after close", async () => {
  const server = await startPostgres({ dataDir: folder });
  await expect(startPostgres({ dataDir: folder })).rejects.toThrow(`in use by process ${process.pid}`);
  expect(await query(server.url, "select 1 as one")).toEqual([{ one: 1 }]);
  await server.close();
  await (await startPostgres({ dataDir: folder })).close();
});

test("the server follows a launcher that is killed, and the next start has what was committed", async () => {
  const { launcher, url } = await startLauncher(folder);
  await query(url, "create table kept (word text); insert into kept values ('yes')");
  const server = Number((await readFile(join(folder, "data", "postmaster.pid"), "utf8")).split("\n")[0]);
  process.kill(launcher, "SIGKILL");
  const next = await startPostgres({ dataDir: folder });
  expect(processIdentity(server)).toBeUndefined();
  expect(await query(next.url, "select word from kept")).toEqual([{ word: "yes" }]);
  await next.close();
});

test("a lock left by a killed server does not stop the next start, whoever has its number now", async () => {
  await (await startPostgres({ dataDir: folder })).close();
  const lock = ["data/postmaster.pid", `${process.pid}\n${join(folder, "data")}\n1\n5432\n\n127.0.0.1\n1 1\nready\n`];
  await writeFile(join(folder, lock[0] ?? ""), lock[1] ?? "");
  const next = await startPostgres({ dataDir: folder });
  expect(await query(next.url, "select 1 as one")).toEqual([{ one: 1 }]);
  await next.close();
});

test("a throwaway server leaves no folder behind, closed or orphaned", async () => {
  const { launcher, url } = await startLauncher();
  const [row] = await query(url, "show data_directory");
  expect(existsSync(row.data_directory)).toBe(true);
  process.kill(launcher, "SIGKILL");
  await until("the guard to clean up", () => !existsSync(row.data_directory));
});

/** A process of its own that starts a server, says its URL, and stays. */
async function startLauncher(dataDir?: string): Promise<{ launcher: number; url: string }> {
  const code = `
    import { startPostgres } from ${JSON.stringify(new URL("./postgres.ts", import.meta.url).href)};
    const server = await startPostgres(${JSON.stringify(dataDir ? { dataDir } : {})});
    console.log(server.url);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: ["ignore", "pipe", "inherit"] });
  const url = await new Promise<string>((resolve) => child.stdout.once("data", (data) => resolve(String(data).trim())));
  if (child.pid === undefined) throw new Error("the launcher did not start");
  return { launcher: child.pid, url };
}
