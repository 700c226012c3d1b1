import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { runCommand } from "./runCommand.ts";
import { emptyTally, failedTally, type Tally } from "./tally.ts";

/** Runs the contracts' tests again, compiled so that branches can be told apart: every one in src must be taken. */
export async function runCoverage(cwd: string): Promise<Tally> {
  // Forge makes no folder, and ends with 0 where it could not write.
  const report = join(cwd, "out/coverage/lcov.info");
  mkdirSync(dirname(report), { recursive: true });
  rmSync(report, { force: true });
  const { code, output } = await runCommand("pnpm", ["run", "--silent", "coverage"], {
    cwd,
    capture: true,
    deadlineS: 900,
  });
  if (code !== 0 || !existsSync(report))
    return failedTally(`forge coverage ended with ${code}:\n${output.slice(-2_000)}`);
  const branches = branchesOf(readFileSync(report, "utf8"));
  const missed = branches.filter(({ taken }) => !taken);
  console.log(`Coverage: ${branches.length - missed.length} of ${branches.length} branches of the contract's sources`);
  if (branches.length === 0) return failedTally("forge coverage found no branch in src");
  if (missed.length === 0) return { ...emptyTally(), passed: 1 };
  return failedTally(`no test takes ${missed.map(({ place }) => place).join(", ")}`);
}

/** The branches of files under src in a report of the form lcov. */
export function branchesOf(lcov: string): { place: string; taken: boolean }[] {
  return lcov.split("end_of_record").flatMap((record) => {
    const file = /^SF:(src\/.+)$/m.exec(record)?.[1];
    if (file === undefined) return [];
    return [...record.matchAll(/^BRDA:(\d+),\d+,\d+,(\d+|-)$/gm)].map(([, line, times]) => ({
      place: `${file}:${line}`,
      taken: times !== "-" && times !== "0",
    }));
  });
}
