import * as fs from "node:fs";
import { Fault } from "./fault.mjs";
import { root } from "./places.mjs";

const ROOM_NEEDED_GB = 3;

export function requirePlatform() {
  const [major] = process.versions.node.split(".").map(Number);
  if (major < 18) {
    throw new Fault(
      `Node ${process.versions.node} is too old to begin with. Install Node 18 or newer; the rest is brought.`,
    );
  }
  const platform = `${process.platform}-${process.arch}`;
  if (!["linux-x64", "linux-arm64", "darwin-arm64", "darwin-x64"].includes(platform)) {
    const way = process.platform === "win32" ? " On Windows, use a Linux under WSL 2." : "";
    throw new Fault(`${platform} is not supported: Linux and macOS on x64 or arm64 are.${way}`);
  }
  if (process.platform === "linux" && !process.report?.getReport().header.glibcVersionRuntime) {
    throw new Fault(
      "This Linux is built on musl (Alpine?). PostgreSQL, anvil and others are brought for glibc: use Debian, Ubuntu, Fedora or the like.",
    );
  }
}

/**
 * The environment without what `npm run` adds to it: a workspace, prefix or dry-run meant for the outer npm would
 * lead the inner one astray. Where the registry is and how to reach it stays.
 */
export function cleanEnvironment() {
  const reach =
    /^npm_config_(\/\/|@|registry$|cache$|userconfig$|globalconfig$|.*proxy$|ca$|cafile$|cert$|key$|strict.ssl$|fetch|maxsockets$)/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name) || reach.test(name)));
}

export function requireRoom() {
  const { bavail, bsize } = fs.statfsSync?.(root) ?? { bavail: Infinity, bsize: 1 };
  const freeGb = (bavail * bsize) / 1e9;
  if (freeGb < ROOM_NEEDED_GB) {
    throw new Fault(
      `Only ${freeGb.toFixed(1)} GB are free where ${root} lies; toolchain and packages need ${ROOM_NEEDED_GB} GB.`,
    );
  }
}
