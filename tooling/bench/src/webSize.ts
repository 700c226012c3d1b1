import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Bench } from "./figure.ts";
import { root } from "./root.ts";

const BUILD = join(root, "apps/web/.next");
/** Bytes of scripts, gzipped, that a public page may load before anybody does anything. */
const BAR = 130_000;

/** The first-load scripts of each public page as `next build` left them, gzipped. */
export const webSize: Bench = async (report) => {
  const manifest = join(BUILD, "build-manifest.json");
  if (!existsSync(manifest)) return { skip: "the pages are not built; npm start builds them" };
  const always = stringsIn(recordOf(JSON.parse(await readFile(manifest, "utf8"))).rootMainFiles);
  const routes: Record<string, unknown> = JSON.parse(
    await readFile(join(BUILD, "app-path-routes-manifest.json"), "utf8"),
  );
  for (const [entry, route] of Object.entries(routes)) {
    if (typeof route !== "string" || !isPublic(route)) continue;
    const files = [...new Set([...always, ...(await scriptsOf(entry))])];
    const sizes = await Promise.all(files.map(async (file) => gzipSync(await readFile(join(BUILD, file))).length));
    const value = sizes.reduce((sum, size) => sum + size, 0);
    report({ figure: route, value, unit: "B", n: 1 });
    report({ figure: route, value: value / BAR, unit: "x", ratio_to: `its bar of ${BAR} B gzip`, n: 1 });
  }
  return undefined;
};

function isPublic(route: string): boolean {
  return route === "/" || /^\/(?:rent|docs|status)(?:\/|$)/.test(route);
}

/** Scripts of a page and of the layouts around it. */
async function scriptsOf(entry: string): Promise<string[]> {
  const text = await readFile(join(BUILD, "server/app", `${entry}_client-reference-manifest.js`), "utf8");
  // One assignment of a JSON object to a key of a global.
  const json: unknown = JSON.parse(text.slice(text.indexOf("] = {") + "] = ".length).replace(/;\s*$/, ""));
  const files = Object.entries(recordOf(recordOf(json).entryJSFiles));
  return files.flatMap(([source, scripts]) => (/\/(?:page|layout)$/.test(source) ? stringsIn(scripts) : []));
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function stringsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}
