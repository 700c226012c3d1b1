import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";

export type Chromium = {
  /** For Playwright's launchOptions.executablePath: its own download is not needed. */
  executablePath: string;
  /** For launchOptions.args. */
  args: string[];
  /** For launchOptions.env, beside the environment as it is. */
  env: Record<string, string>;
};

const ARGS = [
  "--no-sandbox", // the tests may run as root, and open pages of ours only
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The machine's Chromium (CHROMIUM_PATH, or on PATH), otherwise the one from npm, unpacked; or why there is none. */
export async function findChromium(): Promise<Chromium | { skip: string }> {
  const installed = process.env.CHROMIUM_PATH ?? onPath(["chromium", "chromium-browser", "google-chrome"]);
  if (installed) return { executablePath: installed, args: ARGS, env: {} };
  if (process.platform !== "linux") return { skip: "no Chromium on PATH; set CHROMIUM_PATH to one" };
  try {
    return await unpackChromium();
  } catch (error) {
    return { skip: `no Chromium on PATH, and the one from npm does not unpack here: ${String(error)}` };
  }
}

async function unpackChromium(): Promise<Chromium> {
  const { default: chromium, inflate } = await import("@sparticuz/chromium");
  const executablePath = await chromium.executablePath();
  // The libraries beyond glibc that it needs lie beside it, and are unpacked by the package in its author's cloud only.
  const packageFolder = dirname(dirname(createRequire(import.meta.url).resolve("@sparticuz/chromium")));
  const libraries = join(await inflate(join(packageFolder, "bin", "al2023.tar.br")), "lib");
  const path = [libraries, process.env.LD_LIBRARY_PATH].filter(Boolean).join(delimiter);
  return { executablePath, args: ARGS, env: { LD_LIBRARY_PATH: path } };
}

function onPath(names: string[]): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}
