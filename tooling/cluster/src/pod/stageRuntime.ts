import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire, stripTypeScriptTypes } from "node:module";
import { dirname, join } from "node:path";

/** Packages the SSH server needs inside a container: pure file trees, each with what it depends on. */
const PACKAGES: readonly (readonly [name: string, from: string | null])[] = [
  ["ssh2", null],
  ["asn1", "ssh2"],
  ["safer-buffer", "ssh2"],
  ["bcrypt-pbkdf", "ssh2"],
  ["tweetnacl", "bcrypt-pbkdf"],
  ["bcryptjs", null],
  ["@lydell/node-pty", null],
  [`@lydell/node-pty-${process.platform}-${process.arch}`, "@lydell/node-pty"],
];

/**
 * Lays the SSH server and its packages in a folder under `stateDir`, types stripped so that it starts fast, and answers
 * the folder. A folder of the same content is used again.
 */
export function stageRuntime(stateDir: string): string {
  const sources = new URL("./ssh/", import.meta.url);
  const names = readdirSync(sources).filter((name) => /\.(ts|sh)$/.test(name) && !name.endsWith(".test.ts"));
  const hash = createHash("sha256");
  for (const name of names.sort()) hash.update(name).update(readFileSync(new URL(name, sources)));
  const target = join(stateDir, "runtime", hash.digest("hex").slice(0, 16));
  if (existsSync(target)) return target;
  const draft = `${target}.${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  writeFileSync(join(draft, "package.json"), '{"type":"module"}\n');
  for (const name of names) {
    const text = readFileSync(new URL(name, sources), "utf8");
    if (name.endsWith(".sh")) writeFileSync(join(draft, name), text, { mode: 0o755 });
    else writeFileSync(join(draft, name.replace(/\.ts$/, ".js")), strip(text));
  }
  copyPackages(join(draft, "node_modules"));
  try {
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
  return target;
}

function strip(text: string): string {
  return stripTypeScriptTypes(text)
    .replace(/(from ["']\.\/[^"']+)\.ts(["'])/g, "$1.js$2")
    .replace(/(import\(["']\.\/[^"']+)\.ts(["'])/g, "$1.js$2");
}

function copyPackages(modules: string): void {
  const folders = new Map<string, string>();
  for (const [name, from] of PACKAGES) {
    const parent = from === null ? import.meta.filename : join(folders.get(from) ?? "", "package.json");
    const folder = packageFolder(name, parent);
    folders.set(name, folder);
    cpSync(folder, join(modules, name), {
      recursive: true,
      filter: (path) => !path.slice(folder.length).includes("/node_modules"),
    });
  }
}

function packageFolder(name: string, parent: string): string {
  const paths = createRequire(parent).resolve.paths(name) ?? [];
  for (const path of paths) {
    const folder = join(path, name);
    if (existsSync(join(folder, "package.json"))) return realpathSync(folder);
  }
  throw new Error(`The package ${name} is not installed (looked from ${dirname(parent)}).`);
}
