import { describe, expect, test } from "vitest";
import { tallyReport as tallyBrowser } from "./runBrowser.ts";
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
