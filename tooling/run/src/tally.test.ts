import { describe, expect, test } from "vitest";
import { describeCampaigns, monotony } from "./campaigns.ts";
import { tallyReport as tallyBrowser } from "./runBrowser.ts";
import { branchesOf } from "./runCoverage.ts";
import { tallyReport as tallyForge } from "./runForge.ts";
import { addTallies, closingLine, emptyTally, failedTally, isGreen, skippedTally } from "./tally.ts";

describe("counting tests", () => {
  test("forge: passed, failed and skipped, each with its name and reason", () => {
    const tally = tallyForge({
      "test/A.t.sol:ATest": {
        test_results: {
          "test_pays()": { status: "Success" },
          "test_refuses()": { status: "Failure", reason: "assertion failed" },
          "test_later()": { status: "Skipped", reason: null },
        },
      },
    });
    expect(closingLine(tally)).toBe("1 passed, 1 failed, 1 skipped");
    expect(tally.failures).toEqual(["test/A.t.sol:ATest > test_refuses(): assertion failed"]);
    expect(tally.skips).toEqual(["test/A.t.sol:ATest > test_later(): no reason given"]);
  });

  test("forge: a branch of the sources counts as taken when a test has been there", () => {
    const record = (file: string, ...lines: string[]) => `SF:${file}\n${lines.join("\n")}\nend_of_record\n`;
    const vault = record("src/A.sol", "DA:3,9", "BRDA:3,0,0,9", "BRDA:4,1,0,0", "BRDA:5,2,0,-");
    expect(branchesOf(vault + record("test/A.t.sol", "BRDA:7,0,0,0"))).toEqual([
      { place: "src/A.sol:3", taken: true },
      { place: "src/A.sol:4", taken: false },
      { place: "src/A.sol:5", taken: false },
    ]);
  });

  test("forge: a kind of call that a campaign hardly makes is a failure", () => {
    const often = { calls: 900, reverts: 0, discards: 0 };
    const campaign = {
      runs: 100,
      calls: 1000,
      metrics: { "a.sol:M.open": often, "a.sol:M.stop": { ...often, reverts: 801 } },
    };
    expect(monotony(campaign)).toEqual(["M.stop went through only 99 times in 100 runs"]);
    expect(describeCampaigns([campaign])).toBe("Invariants: 100 runs with 1000 calls; rarest: M.stop, 99 times");
  });

  test("the browser: nested suites count, what passes only when repeated has failed", () => {
    const spec = (title: string, status: "expected" | "unexpected" | "flaky" | "skipped") => ({
      title,
      file: "rent.spec.ts",
      tests: [{ status, annotations: [], results: [{ error: { message: "first line\nsecond line" } }] }],
    });
    const tally = tallyBrowser({
      errors: [{ message: "the page did not come up" }],
      suites: [
        {
          title: "rent.spec.ts",
          specs: [spec("rents", "expected")],
          suites: [
            { title: "inner", specs: [spec("stops", "unexpected"), spec("waits", "flaky"), spec("later", "skipped")] },
          ],
        },
      ],
    });
    expect(closingLine(tally)).toBe("1 passed, 3 failed, 1 skipped");
    expect(tally.failures).toContain("rent.spec.ts > stops: first line");
    expect(tally.failures).toContain("rent.spec.ts > waits: passed only when repeated");
    expect(tally.failures).toContain("outside a test: the page did not come up");
  });

  test("a suite that could not run is a failure, one that is not run here a skip", () => {
    const all = addTallies([
      { ...emptyTally(), passed: 2 },
      failedTally("no report"),
      skippedTally("browser", "none here"),
    ]);
    expect(closingLine(all)).toBe("2 passed, 1 failed, 1 skipped");
    expect(isGreen(all)).toBe(false);
  });

  test("a run that tested nothing is not green", () => {
    expect(isGreen(emptyTally())).toBe(false);
    expect(isGreen(skippedTally("everything", "none here"))).toBe(false);
  });
});
