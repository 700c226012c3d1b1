import { relative } from "node:path";
import { type Reporter, startVitest, type TestCase, type TestModule, type TestSuite } from "vitest/node";
import { root } from "./places.ts";
import { emptyTally, failedTally, type Tally } from "./tally.ts";

export type VitestOptions = {
  /** Parts of file names; none means all. */
  filters?: readonly string[];
  include?: string[];
};

/** Runs the tests that lie beside the code, in this process and its workers, showing progress. */
export async function runVitest({ filters = [], include }: VitestOptions = {}): Promise<Tally> {
  let tally = failedTally("vitest ended without a result");
  const reporter: Reporter = {
    onTestRunEnd(modules, errors) {
      tally = tallyModules(modules);
      for (const error of errors) addFailure(tally, `outside a test: ${error.message ?? String(error)}`);
    },
  };
  const vitest = await startVitest([...filters], {
    root,
    run: true,
    watch: false,
    reporters: ["default", reporter],
    ...(include ? { include } : {}),
  });
  await vitest.close();
  process.exitCode = 0; // vitest has set it; the whole run decides
  return tally;
}

function tallyModules(modules: readonly TestModule[]): Tally {
  const tally = emptyTally();
  for (const module of modules) {
    const file = relative(root, module.moduleId);
    addErrors(tally, module, file);
    for (const suite of module.children.allSuites()) addErrors(tally, suite, `${file} > ${suite.fullName}`);
    for (const test of module.children.allTests()) addTest(tally, test, `${file} > ${test.fullName}`);
  }
  return tally;
}

/** A file that cannot be loaded or a hook that threw: no test would tell. */
function addErrors(tally: Tally, owner: TestModule | TestSuite, name: string): void {
  for (const error of owner.errors()) addFailure(tally, `${name}: ${error.message}`);
}

function addTest(tally: Tally, test: TestCase, name: string): void {
  const result = test.result();
  if (result.state === "passed") tally.passed += 1;
  else if (result.state === "skipped") {
    tally.skipped += 1;
    tally.skips.push(`${name}: ${result.note ?? "no reason given (use ctx.skip with a sentence)"}`);
  } else addFailure(tally, result.state === "failed" ? `${name}: ${result.errors[0]?.message}` : `${name}: never ran`);
}

function addFailure(tally: Tally, failure: string): void {
  tally.failed += 1;
  tally.failures.push(failure.split("\n")[0] ?? failure);
}
