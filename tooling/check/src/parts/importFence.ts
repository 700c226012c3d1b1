import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "@worldland/run/places";
import { judgeFile } from "../fence/judgeFile.ts";
import { couldNotLook, type Findings } from "./findings.ts";
import { readCommand } from "./readCommand.ts";

/** The rules of the house that neither the compiler nor the linter knows, over every source file that git does not ignore. */
export async function findFence(): Promise<Findings> {
  const paths = await sourcePaths();
  if (paths.length === 0) return couldNotLook("git named no source file");
  const faults = paths.flatMap((path) => {
    try {
      return judgeFile(path, readFileSync(join(root, path), "utf8"));
    } catch (error) {
      return [`${path}: ${error instanceof Error ? error.message : error}`];
    }
  });
  return { looked: `${paths.length} files`, faults };
}

/** Paths relative to the root, of what is committed or could be. */
export async function sourcePaths(): Promise<readonly string[]> {
  const listed = ["ls-files", "--cached", "--others", "--exclude-standard", "-z", "--"];
  const kinds = ["*.ts", "*.tsx", "*.mts", "*.mjs", "*.cjs", "*.js"];
  const { stdout } = await readCommand("git", [...listed, ...kinds]);
  const paths = stdout.split("\0").filter((path) => /^(apps|packages|tooling|deploy)\//.test(path));
  return paths.filter((path) => !path.includes("/generated/") && !/\.gen\.ts$/.test(path)).sort();
}
