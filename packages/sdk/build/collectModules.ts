import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/** Folder of each room in what the compiler emitted, and in the published package. */
const ROOMS = {
  sdk: "packages/sdk/src",
  core: "packages/core/src",
  contracts: "packages/contracts/ts",
  api: "packages/api/src",
} as const;
type Room = keyof typeof ROOMS;

/** Of the platform only the router's type is published, in which every procedure is written out. */
const ONLY_TYPE = "api/router";
/** What that type mentions of the server and no client can see. */
const SERVER_TYPES: ReadonlyMap<string, string> = new Map([
  ["api/context.d.ts", "/** The server's own. */\nexport type Context = object;\n"],
  ["api/trpc.d.ts", "/** The server's own. */\nexport type Meta = object;\n"],
]);

const SPECIFIER = /(from |import\()"([^"]+)"/g;

/** Every module the client needs, by its published path, with imports between rooms made relative. */
export function collectModules(emitted: string): ReadonlyMap<string, string> {
  const collected = new Map<string, string>();
  const waiting = readdirSync(join(emitted, ROOMS.sdk), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(js|d\.ts)$/.test(name))
    .map((name) => `sdk/${name}`);
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    if (collected.has(path)) continue;
    const text = SERVER_TYPES.get(path) ?? readFileSync(sourceOf(emitted, path), "utf8");
    const here = path;
    const rewritten = text.replace(SPECIFIER, (whole, keyword: string, specifier: string) => {
      const target = targetOf(here, specifier);
      if (target === null) return whole;
      waiting.push(...modulesOf(emitted, target, here.endsWith(".d.ts")));
      return `${keyword}"${relativeSpecifier(here, target)}"`;
    });
    collected.set(path, rewritten);
  }
  return collected;
}

/** The published path (without an ending) of a module of ours; null for a package from elsewhere. */
function targetOf(from: string, specifier: string): string | null {
  if (specifier.startsWith(".")) return join(dirname(from), specifier).replace(/\.[jt]s$/, "");
  const match = /^@worldland\/([a-z]+)\/(.+)$/.exec(specifier);
  const [, room, path] = match ?? [];
  if (room === undefined || path === undefined) return null;
  if (!(room in ROOMS)) throw new Error(`${from} imports ${specifier}, which is not published`);
  return `${room}/${path}`;
}

function modulesOf(emitted: string, target: string, isType: boolean): string[] {
  const declaration = `${target}.d.ts`;
  if (isType || target === ONLY_TYPE) return [declaration];
  const script = `${target}.js`;
  if (!existsSync(sourceOf(emitted, script))) throw new Error(`${script} was not emitted`);
  return [script, declaration];
}

function sourceOf(emitted: string, path: string): string {
  const [room = "", ...rest] = path.split("/");
  return join(emitted, ROOMS[asRoom(room)], ...rest);
}

function asRoom(name: string): Room {
  if (name === "sdk" || name === "core" || name === "contracts" || name === "api") return name;
  throw new Error(`${name} is no room of the client`);
}

function relativeSpecifier(from: string, target: string): string {
  const path = relative(dirname(from), `${target}.js`);
  return path.startsWith(".") ? path : `./${path}`;
}
