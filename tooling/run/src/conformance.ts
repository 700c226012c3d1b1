import { runVitest } from "./runVitest.ts";
import { closingLine, isGreen } from "./tally.ts";

// What the product asks of a cluster, asked of the one that KUBECONFIG names, or of the local one without it: the files
// named *.conformance.test.ts, which are part of npm test as well.

console.log(`Asking ${process.env.KUBECONFIG ? `the cluster of ${process.env.KUBECONFIG}` : "the local cluster"}.`);
const tally = await runVitest({ filters: process.argv.slice(2), include: ["**/*.conformance.test.ts"] });
for (const skip of tally.skips) console.log(`Skipped: ${skip}`);
console.log(`\n${closingLine(tally)}`);
process.exit(isGreen(tally) ? 0 : 1);
