import { randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writeVectors } from "@worldland/differential/writeVectors";
import { type Campaign, describeCampaigns, monotony } from "./campaigns.ts";
import { root } from "./places.ts";
import { runCommand } from "./runCommand.ts";
import { runCoverage } from "./runCoverage.ts";
import { addTallies, emptyTally, failedTally, type Tally } from "./tally.ts";

type ForgeTest = {
  status: "Success" | "Failure" | "Skipped";
  reason?: string | null;
  kind?: { Invariant?: Campaign };
};
type ForgeReport = Record<string, { test_results: Record<string, ForgeTest> }>;

/**
 * Runs the contracts' own tests through their package's script `test:forge`, on vectors drawn beforehand; then looks
 * whether they take every branch. `npm test` draws the same cases every time, `npm run soak` new ones.
 */
export async function runForge(): Promise<Tally> {
  const cwd = join(root, "packages", "contracts");
  const scripts: unknown = JSON.parse(readFileSync(join(cwd, "package.json"), "utf8")).scripts;
  if (typeof scripts !== "object" || scripts === null || !("test:forge" in scripts)) {
    return failedTally("packages/contracts has no script test:forge");
  }
  const seed = process.env.WORLDLAND_SOAK === "1" ? randomInt(2 ** 48 - 1) : undefined;
  const histories = await writeVectors(BigInt(seed ?? 0));
  console.log(`Differential: ${histories} random histories (npm run soak: 10000) from seed ${seed ?? 0}`);
  const env = seed === undefined ? process.env : { ...process.env, FOUNDRY_FUZZ_SEED: String(seed) };
  const args = ["run", "--silent", "test:forge", "--json"];
  const { code, output } = await runCommand("pnpm", args, { cwd, env, capture: true, deadlineS: 1_800 });
  const report = parseReport(output);
  if (!report) return failedTally(`forge ended with ${code} and without a report:\n${output.slice(-2_000)}`);
  const tally = addTallies([tallyReport(report), tallyCampaigns(report)]);
  if (code !== 0 && tally.failed === 0) return failedTally(`forge ended with ${code}:\n${output.slice(-2_000)}`);
  return addTallies([tally, await runCoverage(cwd)]);
}

function tallyCampaigns(report: ForgeReport): Tally {
  const campaigns = Object.values(report).flatMap(({ test_results }) =>
    Object.values(test_results).flatMap(({ kind }) => (kind?.Invariant ? [kind.Invariant] : [])),
  );
  console.log(describeCampaigns(campaigns));
  const failures = campaigns.flatMap(monotony);
  return { ...emptyTally(), failed: failures.length, failures };
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
