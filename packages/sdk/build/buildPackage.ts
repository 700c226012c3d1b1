import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { collectModules } from "./collectModules.ts";

const HERE = import.meta.dirname;
const PACKAGE = dirname(HERE);
/** What is installed beside the published package; zod comes with the rules of core. */
const DEPENDENCIES = ["@trpc/client", "@trpc/server", "eventsource", "viem", "zod"];

/**
 * Makes the package as it is published: JavaScript and declarations of the client and of what it shares with the
 * platform, and no server code. Throws with the compiler's words when it does not compile.
 */
export function buildPackage(outDir: string): void {
  const emitted = mkdtempSync(join(tmpdir(), "worldland-sdk-"));
  try {
    compile(emitted);
    rmSync(outDir, { recursive: true, force: true });
    for (const [path, text] of collectModules(emitted)) {
      mkdirSync(dirname(join(outDir, path)), { recursive: true });
      writeFileSync(join(outDir, path), text);
    }
    writeFileSync(join(outDir, "package.json"), `${JSON.stringify(publishedManifest(), null, 2)}\n`);
  } finally {
    rmSync(emitted, { recursive: true, force: true });
  }
}

function compile(outDir: string): void {
  const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc");
  try {
    const args = [tsc, "-p", join(HERE, "tsconfig.json"), "--outDir", outDir];
    execFileSync(process.execPath, args, { stdio: "pipe", encoding: "utf8" });
  } catch (error) {
    const output = error instanceof Error && "stdout" in error ? String(error.stdout) : "";
    throw new Error(`The client does not compile:\n${output.slice(0, 4000)}`, { cause: error });
  }
}

function publishedManifest() {
  const { name, version, license } = readManifest(join(PACKAGE, "package.json"));
  const entry = (path: string) => ({ types: `./sdk/${path}.d.ts`, default: `./sdk/${path}.js` });
  return {
    ...{ name, version, license, type: "module", sideEffects: false },
    description: "Client of WorldLand Cloud: rent GPUs with a wallet's signature, from Node and browsers.",
    exports: { ".": entry("createClient"), "./*": entry("*") },
    engines: { node: ">=22.12" },
    dependencies: Object.fromEntries(DEPENDENCIES.map((dependency) => [dependency, installedVersion(dependency)])),
  };
}

function installedVersion(dependency: string): string {
  // core's zod, for this package has none of its own
  const from = dependency === "zod" ? join(PACKAGE, "../core/package.json") : join(PACKAGE, "package.json");
  const paths = createRequire(from).resolve.paths(dependency) ?? [];
  for (const path of paths) {
    try {
      return readManifest(join(path, dependency, "package.json")).version;
    } catch {
      // not in this one
    }
  }
  throw new Error(`${dependency} is not installed`);
}

function readManifest(path: string): { name: string; version: string; license: string } {
  return JSON.parse(readFileSync(path, "utf8"));
}
