import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const NOT_SOURCES = /(^|\/)(node_modules|\.next|e2e|dist|\.turbo)(\/|$)|\.test\.tsx?$|\.tsbuildinfo$|next-env\.d\.ts$/;

/** Hash over the names and contents of the sources below `paths`: of those git knows or would know, or of all there are. */
export function sourceStamp(root: string, paths: readonly string[]): string {
  const hash = createHash("sha256");
  for (const path of (listByGit(root, paths) ?? listByHand(root, paths)).sort()) {
    const file = join(root, path);
    if (NOT_SOURCES.test(path) || !existsSync(file)) continue;
    hash.update(path).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}

/** Null where there is no git, or this is no checkout of it. */
function listByGit(root: string, paths: readonly string[]): string[] | null {
  const args = ["ls-files", "-co", "--exclude-standard", "-z", "--", ...paths];
  const { status, stdout } = spawnSync("git", args, { cwd: root, encoding: "utf8" });
  return status === 0 ? stdout.split("\0").filter((path) => path !== "") : null;
}

function listByHand(root: string, paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    if (NOT_SOURCES.test(path) || !existsSync(join(root, path))) return [];
    if (!statSync(join(root, path)).isDirectory()) return [path];
    return listByHand(
      root,
      readdirSync(join(root, path)).map((name) => `${path}/${name}`),
    );
  });
}
