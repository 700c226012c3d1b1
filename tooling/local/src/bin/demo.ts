import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runDemo } from "../demo/runDemo.ts";
import { embeddedOptions } from "../stack/options.ts";
import { type Stack, startStack } from "../stack/startStack.ts";

// npm run demo: the whole story on a stack of its own, gone afterwards; beside a running `npm start` too.

const began = performance.now();
const stateDir = mkdtempSync(join(tmpdir(), "worldland-demo-"));
const say = (line: string) => console.log(line);
console.log("WorldLand Cloud, the demo: a network of its own, everything local and simulated but the SSH");
let stack: Stack | undefined;
const leave = async (code: number) => {
  await stack?.close();
  rmSync(stateDir, { recursive: true, force: true });
  process.exit(code);
};
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => void leave(130));

try {
  stack = await startStack(embeddedOptions(stateDir, { say }));
  const failures = await runDemo(stack, say);
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  console.log(
    failures === 0 ? `\nIt all holds. ${seconds} s.` : `\n${failures} of the chapters did not hold. ${seconds} s.`,
  );
  await leave(failures === 0 ? 0 : 1);
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  await leave(1);
}
