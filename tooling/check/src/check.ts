import type { Findings } from "./parts/findings.ts";
import { findFormatAndLint } from "./parts/formatAndLint.ts";
import { findFence } from "./parts/importFence.ts";
import { findTypeErrors } from "./parts/types.ts";
import { findUnused } from "./parts/unused.ts";

// npm run check: everything about the code that can be judged without running it. Each part says in one line what it
// looked at and what it found, and below it every fault; the last line is the sum.

const parts: Record<string, () => Promise<Findings>> = {
  "Format and lint (biome)": findFormatAndLint,
  "Types (tsc)": findTypeErrors,
  "Fence (imports, clock, environment, escapes)": findFence,
  "Unused (knip)": findUnused,
};

let total = 0;
for (const [title, find] of Object.entries(parts)) {
  const began = performance.now();
  const { looked, faults } = await find();
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  total += faults.length;
  console.log(`${title}: ${looked}, ${faults.length === 0 ? "clean" : counted(faults.length)}, ${seconds} s`);
  for (const fault of faults) console.log(`  ${fault}`);
}
console.log(total === 0 ? "Clean." : `${counted(total)}.`);
process.exit(total === 0 ? 0 : 1);

function counted(count: number): string {
  return count === 1 ? "1 fault" : `${count} faults`;
}
