import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { embeddedOptions } from "@worldland/local/stack/options";
import { type Stack, startStack } from "@worldland/local/stack/startStack";
import type { Bench, Report } from "../figure.ts";
import { quantile } from "../pairs.ts";
import { enterAsCustomer } from "./customer.ts";
import { type Marks, rentOnce } from "./rentOnce.ts";

const RENTALS = 20;
/** The first rentals find everything cold and are not counted. */
const WARM_UP = 2;

/** From the click to a command that ran over SSH, on a stack of its own, with the parts of the way. */
export const timeToSsh: Bench = async (report) => {
  const stateDir = mkdtempSync(join(tmpdir(), "worldland-bench-"));
  let stack: Stack | undefined;
  try {
    stack = await startStack(embeddedOptions(stateDir));
    const customer = await enterAsCustomer(stack);
    const marks: Marks[] = [];
    for (let rental = 0; rental < WARM_UP + RENTALS; rental++) {
      marks.push(await rentOnce(stack, customer));
    }
    tell(report, marks.slice(WARM_UP));
  } finally {
    await stack?.close();
    rmSync(stateDir, { recursive: true, force: true });
  }
  return undefined;
};

function tell(report: Report, marks: readonly Marks[]): void {
  const n = marks.length;
  const both = (figure: string, pick: (mark: Marks) => number) => {
    const values = marks.map(pick);
    report({ figure: `${figure}, p50`, value: quantile(values, 0.5), unit: "ms", n });
    report({ figure: `${figure}, p95`, value: quantile(values, 0.95), unit: "ms", n });
  };
  both("click to prompt", (mark) => mark.prompt);
  both("commit: click to answer", (mark) => mark.answered);
  both("relay: committed to queued", (mark) => mark.relayed - mark.committed);
  both("API writes: queued to all objects written", (mark) => mark.written - mark.relayed);
  both("own share: click to all objects written", (mark) => mark.written);
  both("pod: objects written to banner", (mark) => mark.banner - mark.written);
  both("login: banner to prompt", (mark) => mark.prompt - mark.banner);
  both("bare ssh true", (mark) => mark.bareSsh);
  const floor = quantile(
    marks.map((mark) => mark.bareSsh + mark.banner - mark.written),
    0.5,
  );
  const p50 = quantile(
    marks.map(({ prompt }) => prompt),
    0.5,
  );
  report({ figure: "click to prompt, p50", value: p50 / floor, unit: "x", ratio_to: "pod start + bare ssh true", n });
}
