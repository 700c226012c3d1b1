import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { delimiter, join } from "node:path";
import { Fault } from "./fault.mjs";
import { requireRoom } from "./machine.mjs";
import { read, root, toolchain } from "./places.mjs";
import { step } from "./step.mjs";

const NODE = "24.21.0";
const NODE_OLDEST_MINOR = 12; // of Node 24, for a user's own: runs TypeScript without a flag or a warning
const PNPM = "12.21.0";

/** What .toolchain is made for. */
export function toolchainStamp() {
  return JSON.stringify({ node: NODE, pnpm: PNPM, platform: process.platform, arch: process.arch, root });
}

/** The stamp is written last, and .toolchain/bin/node may be a link to the user's own, which can go away. */
export function toolchainIsRight() {
  return (
    read(join(toolchain, "stamp.json")) === toolchainStamp() &&
    fs.existsSync(join(toolchain, "bin", "node")) &&
    fs.existsSync(join(toolchain, "bin", "pnpm")) &&
    (fs.realpathSync(join(toolchain, "bin", "node")) !== fs.realpathSync(process.execPath) || ownNodeIsRight())
  );
}

function ownNodeIsRight() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  return major === Number(NODE.split(".")[0]) && minor >= NODE_OLDEST_MINOR;
}

/** The user's own pnpm, if it is of our major version. Corepack's stand-in must not go to the network to answer. */
function ownPnpm(env) {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const found = folders.map((folder) => join(folder, "pnpm")).find((path) => fs.existsSync(path));
  if (!found || found.startsWith(toolchain)) return undefined;
  const quiet = { ...env, COREPACK_ENABLE_NETWORK: "0", COREPACK_ENABLE_DOWNLOAD_PROMPT: "0" };
  const answer = spawnSync(found, ["--version"], { cwd: "/", env: quiet, encoding: "utf8", timeout: 10_000 });
  return answer.status === 0 && answer.stdout.trim().split(".")[0] === PNPM.split(".")[0] ? found : undefined;
}

export async function bringToolchain(env) {
  const platform = `${process.platform}-${process.arch}`;
  const node = { own: ownNodeIsRight() ? process.execPath : undefined, package: `node-${platform}`, path: "bin/node" };
  const pnpm = { own: ownPnpm(env), package: `@pnpm/exe.${platform}`, path: "pnpm" };
  const wanted = [...(node.own ? [] : [`${node.package}@${NODE}`]), ...(pnpm.own ? [] : [`${pnpm.package}@${PNPM}`])];
  fs.rmSync(join(toolchain, "stamp.json"), { force: true });
  fs.mkdirSync(join(toolchain, "bin"), { recursive: true });
  if (wanted.length > 0) {
    requireRoom();
    const flags = ["--no-save", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts", "--loglevel=error"];
    await step(
      `Bringing ${wanted.join(" and ")} into .toolchain (once)`,
      "npm",
      [...["install", "--prefix", toolchain, ...flags, ...wanted]],
      env,
    );
  }
  link("node", node);
  link("pnpm", pnpm);
  fs.writeFileSync(join(toolchain, "stamp.json"), toolchainStamp());
}

function link(name, tool) {
  const target = tool.own ?? join(toolchain, "node_modules", tool.package, tool.path);
  if (!fs.existsSync(target))
    throw new Fault(`${tool.package} came without ${tool.path}; delete .toolchain and try again.`);
  const path = join(toolchain, "bin", name);
  fs.rmSync(path, { force: true });
  fs.symlinkSync(target, path);
}
