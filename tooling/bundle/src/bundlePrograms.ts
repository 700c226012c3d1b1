import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Plugin, rolldown } from "rolldown";
import { sourceStamp } from "./sourceStamp.ts";

const SCRIPTS = { worker: "apps/worker/src/bin/worker.ts", signer: "apps/worker/src/bin/signer.ts" } as const;
const SOURCES = [
  "tooling/bundle",
  "apps/worker",
  ...["contracts/ts", "core", "db", "k8s"].map((name) => `packages/${name}`),
  "pnpm-lock.yaml",
];
/** These look for what lies beside them when they run, so they stay where they are. */
const APART: ReadonlySet<string> = new Set(["bullmq", "ioredis", "pg", "pino", "ssh2"]);
/** Older ones, of sources as they once were, are removed when new ones are made. */
const KEPT_MS = 24 * 60 * 60_000;

type Name = keyof typeof SCRIPTS;

export type Bundles = Readonly<Record<Name, string>>;

/**
 * Worker and signer, each as one file of JavaScript, made of the sources as they are now; paths of the files. A process
 * has a thousand modules to find otherwise, which takes it three seconds of one core instead of one. Made once for the
 * same sources; several at once may ask. Throws with the bundler's words when it cannot be done.
 */
export async function bundlePrograms(root: string): Promise<Bundles> {
  const folder = join(root, "node_modules", ".cache", "worldland-programs", sourceStamp(root, SOURCES));
  if (!existsSync(folder)) await make(root, folder);
  return pathsIn(folder);
}

/** Copies of them in a folder of one's own: what runs for days starts again from there, whatever was made since. */
export function copyBundles(bundles: Bundles, folder: string): Bundles {
  mkdirSync(folder, { recursive: true });
  const copies = pathsIn(folder);
  copyFileSync(bundles.worker, copies.worker);
  copyFileSync(bundles.signer, copies.signer);
  return copies;
}

function pathsIn(folder: string): Bundles {
  return { worker: join(folder, "worker.js"), signer: join(folder, "signer.js") };
}

async function make(root: string, folder: string): Promise<void> {
  const all = dirname(folder);
  mkdirSync(all, { recursive: true });
  for (const name of readdirSync(all)) {
    const path = join(all, name);
    if (Date.now() - statSync(path).mtimeMs > KEPT_MS) rmSync(path, { recursive: true, force: true });
  }
  const made = mkdtempSync(join(all, "making-"));
  for (const [name, script] of Object.entries(SCRIPTS)) {
    const bundle = await rolldown({
      input: join(root, script),
      platform: "node",
      plugins: [leaveApart],
      logLevel: "silent",
    });
    await bundle.write({ file: join(made, `${name}.js`), format: "esm", codeSplitting: false });
    await bundle.close();
  }
  try {
    renameSync(made, folder);
  } catch (error) {
    rmSync(made, { recursive: true, force: true });
    if (!existsSync(folder)) throw error; // else another was faster, with the same
  }
}

const leaveApart: Plugin = {
  name: "leave-apart",
  async resolveId(id, importer, options) {
    if (!APART.has(id)) return null;
    const found = await this.resolve(id, importer, { ...options, skipSelf: true });
    return found && { id: pathToFileURL(found.id).href, external: true };
  },
};
