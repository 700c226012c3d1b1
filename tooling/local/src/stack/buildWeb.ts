import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { sourceStamp } from "@worldland/bundle/sourceStamp";
import { lockFolder } from "@worldland/cluster/stateLock";
import { until } from "@worldland/testing/until";
import { CHECKOUT } from "./options.ts";

const WEB = join(CHECKOUT, "apps/web");
const OUTPUT = join(WEB, ".next");
const SOURCES = ["apps/web", "packages/api", "packages/core", "packages/contracts/ts", "pnpm-lock.yaml"];
const OTHERS_BUILD_MS = 600_000;

/** Builds the pages unless their sources are those of the last build. Copies of one checkout take turns. */
export async function buildWeb(say: (line: string) => void): Promise<void> {
  if (isFresh()) return;
  mkdirSync(OUTPUT, { recursive: true });
  const unlock = await until("another copy to have built the pages", () => tryLock(), { deadlineMs: OTHERS_BUILD_MS });
  try {
    if (isFresh()) return;
    say("  building the pages (once; about a minute) …");
    const stamp = sourceStamp(CHECKOUT, SOURCES);
    await runBuild();
    writeFileSync(stampPath(), stamp);
  } finally {
    unlock();
  }
}

function isFresh(): boolean {
  return existsSync(stampPath()) && readFileSync(stampPath(), "utf8") === sourceStamp(CHECKOUT, SOURCES);
}

function stampPath(): string {
  return join(OUTPUT, "worldland-stamp");
}

/** Beside what Next empties when it builds. */
function tryLock(): (() => void) | null {
  const folder = join(WEB, "node_modules", ".worldland-build");
  mkdirSync(folder, { recursive: true });
  try {
    return lockFolder(folder);
  } catch {
    return null;
  }
}

async function runBuild(): Promise<void> {
  const next = createRequire(join(WEB, "package.json")).resolve("next/dist/bin/next");
  const output: Buffer[] = [];
  const build = spawn(process.execPath, [next, "build"], {
    cwd: WEB,
    env: { ...process.env, NEXT_PUBLIC_LOCAL_NETWORK: "1", NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [build.stdout, build.stderr]) stream.on("data", (chunk: Buffer) => output.push(chunk));
  const code = await new Promise<number | null>((resolve) => build.once("close", resolve));
  if (code !== 0) throw new Error(`The pages did not build:\n${Buffer.concat(output).toString().slice(-4000)}`);
}
