import { spawn } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";

const WEB = join(import.meta.dirname, "..");
/** Kept between runs, so that the bundler's cache is. */
const DIST = "dist/release";
const BUILD_MS = 300_000;
/** Next's own client and React, compressed: nothing of ours can make it smaller. */
const FRAMEWORK_KB = 133;
const OURS_KB = 55;

beforeAll(async () => {
  const next = createRequire(join(WEB, "package.json")).resolve("next/dist/bin/next");
  const { NEXT_PUBLIC_LOCAL_NETWORK: _, ...env } = process.env;
  const build = spawn(process.execPath, [next, "build", "--experimental-build-mode", "compile"], {
    cwd: WEB,
    env: { ...env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", NEXT_DIST_DIR: DIST },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said: Buffer[] = [];
  for (const stream of [build.stdout, build.stderr]) stream.on("data", (chunk: Buffer) => said.push(chunk));
  const code = await new Promise((resolve) => build.once("close", resolve));
  if (code !== 0) throw new Error(`next build ended with ${code}:\n${Buffer.concat(said).toString().slice(-3000)}`);
}, BUILD_MS);

function scripts(): { name: string; text: string }[] {
  return globSync("static/**/*.js", { cwd: join(WEB, DIST) }).map((name) => ({
    name,
    text: readFileSync(join(WEB, DIST, name), "utf8"),
  }));
}

/** The scripts that a page's first answer names. */
function firstScripts(page: string): string[] {
  const folder = join(WEB, DIST, "server/app");
  const { rootMainFiles }: { rootMainFiles: string[] } = JSON.parse(
    readFileSync(join(folder, page, "build-manifest.json"), "utf8"),
  );
  const written: { __RSC_MANIFEST?: Record<string, { entryJSFiles: Record<string, string[]> }> } = {};
  runInNewContext(readFileSync(`${join(folder, page)}_client-reference-manifest.js`, "utf8"), written);
  const own = Object.values(written.__RSC_MANIFEST?.[page]?.entryJSFiles ?? {}).flat();
  if (own.length === 0) throw new Error(`no scripts are known of ${page}`);
  return [...new Set([...rootMainFiles, ...own])];
}

describe("a release of the pages", () => {
  it("holds no line of the local network's test wallets and their relay", () => {
    const all = scripts();
    expect(all.length).toBeGreaterThan(20);
    for (const word of [
      "/local/wallets",
      "/local/rpc",
      "Local test wallet",
      "local.worldland",
      "Local network: test WL",
    ]) {
      expect(all.filter(({ text }) => text.includes(word)).map(({ name }) => `${name} has ${word}`)).toEqual([]);
    }
  });

  it.each(["/page", "/docs/page", "/rent/[offer]/page"])("loads no wallet code before Connect on %s", (page) => {
    for (const name of firstScripts(page)) {
      const text = readFileSync(join(WEB, DIST, name), "utf8");
      for (const word of ["eip6963", "eth_sendTransaction", "eth_signTypedData_v4"]) expect(text).not.toContain(word);
    }
  });

  it("keeps the first load of public pages small", () => {
    for (const page of ["/page", "/docs/page"]) {
      const bytes = firstScripts(page).reduce(
        (sum, name) => sum + gzipSync(readFileSync(join(WEB, DIST, name))).length,
        0,
      );
      expect(bytes / 1000, page).toBeLessThan(FRAMEWORK_KB + OURS_KB);
    }
  });

  it("asks nobody else for anything", () => {
    const css = globSync("static/**/*.css", { cwd: join(WEB, DIST) });
    expect(css.length).toBeGreaterThan(0);
    for (const name of css) expect(readFileSync(join(WEB, DIST, name), "utf8")).not.toMatch(/url\(["']?https?:/);
    expect(existsSync(join(WEB, DIST, "static/media"))).toBe(false);
  });
});
