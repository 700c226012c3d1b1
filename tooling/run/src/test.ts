import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { resultsFolder } from "./places.ts";
import { runBrowser } from "./runBrowser.ts";
import { runForge } from "./runForge.ts";
import { runVitest } from "./runVitest.ts";
import { addTallies, closingLine, failedTally, isGreen, type Tally } from "./tally.ts";

// npm test [part of a file name …]: everything, or with names only the tests beside the code that match them.
// npm run soak: the same with the full counts (see rounds() of @worldland/testing).

const filters = process.argv.slice(2).filter((argument) => argument !== "--soak");
if (process.argv.includes("--soak")) process.env.WORLDLAND_SOAK = "1";

type Suite = readonly [title: string, run: () => Promise<Tally>];

/** One after the other; what stands in one line runs side by side: a browser mostly waits, and forge never does. */
const stages: readonly (readonly Suite[])[] = [
  [["Tests beside the code (vitest)", () => runVitest({ filters })]],
  ...(filters.length > 0
    ? []
    : [[["Contracts (forge)", runForge] as const, ["Browser (Playwright)", runBrowser] as const]]),
];

const tallies: Record<string, Tally> = {};
async function runSuite([title, run]: Suite): Promise<void> {
  console.log(`\n== ${title}`);
  const began = performance.now();
  const tally = await run().catch((error) => failedTally(`${title} could not run: ${error}`));
  tallies[title] = tally;
  console.log(`== ${title}: ${closingLine(tally)} in ${((performance.now() - began) / 1000).toFixed(0)} s`);
}
for (const stage of stages) await Promise.all(stage.map(runSuite));

const total = addTallies(Object.values(tallies));
mkdirSync(resultsFolder, { recursive: true });
writeFileSync(join(resultsFolder, "tally.json"), `${JSON.stringify({ total, suites: tallies }, null, 2)}\n`);
if (total.skips.length > 0) console.log(`\nSkipped:\n${total.skips.map((line) => `  ${line}`).join("\n")}`);
if (total.failures.length > 0) console.log(`\nFailed:\n${total.failures.map((line) => `  ${line}`).join("\n")}`);
if (total.passed === 0) console.log("\nNo test passed, so this is not a success.");
console.log(`\n${closingLine(total)}`);
// Not left to the event loop: a server that a test forgot must not keep the run from ending.
process.exit(isGreen(total) ? 0 : 1);
