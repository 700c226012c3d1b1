// npm run demo: the whole story on a stack of its own, gone afterwards; beside a running `npm start` too.

import { explain } from "../stack/explain.ts";

const began = performance.now();
const say = (line: string) => console.log(line);
say("WorldLand Cloud, the demo: a network of its own, everything local and simulated but the SSH");
let close: () => Promise<void> = async () => undefined;
let isLeaving = false;
const leave = async (code: number) => {
  if (isLeaving) return;
  isLeaving = true;
  await close();
  process.exit(code);
};
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => void leave(130));

try {
  // Only now: it takes a moment to load.
  const [{ runDemo }, { testStack }] = await Promise.all([
    import("../demo/runDemo.ts"),
    import("../stack/testStack.ts"),
  ]);
  const stack = await testStack({ say });
  close = stack.close;
  const failures = await runDemo(stack, say);
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  say(failures === 0 ? `\nIt all holds. ${seconds} s.` : `\n${failures} of the chapters did not hold. ${seconds} s.`);
  await leave(failures === 0 ? 0 : 1);
} catch (error) {
  console.error(`\n${explain(error)}`);
  await leave(1);
}
