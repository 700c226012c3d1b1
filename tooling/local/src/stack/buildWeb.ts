import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { CHECKOUT } from "./options.ts";

const WEB = join(CHECKOUT, "apps/web");
const SOURCES = ["apps/web", "packages/api", "packages/core", "packages/contracts/ts", "pnpm-lock.yaml"];

/** Builds the pages unless their sources are those of the last build. */
export async function buildWeb(say: (line: string) => void): Promise<void> {
  const stampPath = join(WEB, ".next/worldland-stamp");
  const stamp = sourceStamp();
  if (existsSync(stampPath) && readFileSync(stampPath, "utf8") === stamp) return;
  say("  building the pages (once; about a minute) …");
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
  writeFileSync(stampPath, stamp);
}

/** Hash over the content of every source file git knows or would know; file by file where there is no git. */
function sourceStamp(): string {
  const hash = createHash("sha256");
  const list = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "-z", "--", ...SOURCES], {
    cwd: CHECKOUT,
  });
  for (const path of list.toString().split("\0").sort()) {
    const file = join(CHECKOUT, path);
    if (path === "" || path.endsWith(".test.ts") || path.includes("/e2e/") || !existsSync(file)) continue;
    hash.update(path).update("\0").update(readFileSync(file));
  }
  return hash.digest("hex");
}
