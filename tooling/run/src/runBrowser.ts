import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { findChromium } from "@worldland/testing/chromium";
import { resultsFolder, root } from "./places.ts";
import { runCommand } from "./runCommand.ts";
import { emptyTally, failedTally, skippedTally, type Tally } from "./tally.ts";

type PlaywrightTest = {
  status: "expected" | "unexpected" | "flaky" | "skipped";
  annotations: { type: string; description?: string }[];
  results: { error?: { message?: string } }[];
};
type PlaywrightSuite = {
  title: string;
  suites?: PlaywrightSuite[];
  specs: { title: string; file: string; tests: PlaywrightTest[] }[];
};
type PlaywrightReport = { suites: PlaywrightSuite[]; errors: { message?: string }[] };

/** Runs apps/web/e2e in a real browser. */
export async function runBrowser(): Promise<Tally> {
  const cwd = join(root, "apps", "web");
  if (!existsSync(join(cwd, "playwright.config.ts"))) return failedTally("apps/web has no playwright.config.ts");
  const browser = await findChromium();
  if ("skip" in browser) return skippedTally("apps/web/e2e", browser.skip);
  mkdirSync(resultsFolder, { recursive: true });
  const reportFile = join(resultsFolder, "browser.json");
  rmSync(reportFile, { force: true });
  const env = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_NAME: reportFile, PLAYWRIGHT_JSON_OUTPUT_FILE: reportFile };
  const args = ["exec", "playwright", "test", "--reporter=list,json"];
  const { code } = await runCommand("pnpm", args, { cwd, env, deadlineS: 900 });
  if (!existsSync(reportFile)) return failedTally(`Playwright ended with ${code} and without a report`);
  const tally = tallyReport(JSON.parse(readFileSync(reportFile, "utf8")));
  return code !== 0 && tally.failed === 0 ? failedTally(`Playwright ended with ${code}`) : tally;
}

export function tallyReport(report: PlaywrightReport): Tally {
  const tally = emptyTally();
  for (const error of report.errors) addFailure(tally, `outside a test: ${error.message ?? "no message"}`);
  const waiting = [...report.suites];
  for (let suite = waiting.shift(); suite; suite = waiting.shift()) {
    waiting.push(...(suite.suites ?? []));
    for (const spec of suite.specs) for (const test of spec.tests) addTest(tally, `${spec.file} > ${spec.title}`, test);
  }
  return tally;
}

function addTest(tally: Tally, name: string, test: PlaywrightTest): void {
  if (test.status === "expected") tally.passed += 1;
  else if (test.status === "skipped") {
    tally.skipped += 1;
    const reason = test.annotations.find((note) => note.type === "skip")?.description;
    tally.skips.push(`${name}: ${reason ?? "no reason given"}`);
  } else if (test.status === "flaky") addFailure(tally, `${name}: passed only when repeated`);
  else addFailure(tally, `${name}: ${test.results.at(-1)?.error?.message ?? "no message"}`);
}

function addFailure(tally: Tally, failure: string): void {
  tally.failed += 1;
  tally.failures.push(failure.split("\n")[0] ?? failure);
}
