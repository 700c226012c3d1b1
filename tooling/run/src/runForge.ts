import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./places.ts";
import { runCommand } from "./runCommand.ts";
import { emptyTally, failedTally, type Tally } from "./tally.ts";

type ForgeTest = { status: "Success" | "Failure" | "Skipped"; reason?: string | null };
type ForgeReport = Record<string, { test_results: Record<string, ForgeTest> }>;

/** Runs the contracts' own tests through their package's script `test:forge`. */
export async function runForge(): Promise<Tally> {
  const cwd = join(root, "packages", "contracts");
  const scripts: unknown = JSON.parse(readFileSync(join(cwd, "package.json"), "utf8")).scripts;
  if (typeof scripts !== "object" || scripts === null || !("test:forge" in scripts)) {
    return failedTally("packages/contracts has no script test:forge");
  }
  const args = ["run", "--silent", "test:forge", "--json"];
  const { code, output } = await runCommand("pnpm", args, { cwd, capture: true, deadlineS: 300 });
  const report = parseReport(output);
  if (!report) return failedTally(`forge ended with ${code} and without a report:\n${output.slice(-2_000)}`);
  const tally = tallyReport(report);
  return code !== 0 && tally.failed === 0 ? failedTally(`forge ended with ${code}:\n${output.slice(-2_000)}`) : tally;
}

/** Compiler messages may come before the report, which is the last line. */
function parseReport(output: string): ForgeReport | undefined {
  const line = output.split("\n").findLast((text) => text.startsWith("{"));
  try {
    return line === undefined ? undefined : JSON.parse(line);
  } catch {
    return undefined;
  }
}

export function tallyReport(report: ForgeReport): Tally {
  const tally = emptyTally();
  for (const [contract, { test_results }] of Object.entries(report)) {
    for (const [name, test] of Object.entries(test_results)) {
      const line = `${contract} > ${name}: ${test.reason ?? "no reason given"}`;
      if (test.status === "Success") tally.passed += 1;
      else if (test.status === "Skipped") {
        tally.skipped += 1;
        tally.skips.push(line);
      } else {
        tally.failed += 1;
        tally.failures.push(line);
      }
    }
  }
  return tally;
}
