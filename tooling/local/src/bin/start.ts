import { explain } from "../stack/explain.ts";
import { readOptions } from "../stack/options.ts";
import { readyScreen } from "../stack/readyScreen.ts";
import { startStack } from "../stack/startStack.ts";

const DEFAULT_PORT = 3000;

const began = performance.now();
console.log("WorldLand Cloud, local network");
const stack = await start().catch((error: unknown) => {
  console.error(`\n${explain(error)}`);
  process.exit(1);
});

let stopping = false;
const stop = async () => {
  if (stopping) return;
  stopping = true;
  console.log("\n  stopping …");
  await stack.close();
  process.exit(0);
};
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop());

async function start() {
  const options = readOptions(process.argv.slice(2), { port: DEFAULT_PORT, pages: "built" });
  const stack = await startStack(options);
  console.log(readyScreen(stack, options, (performance.now() - began) / 1000));
  return stack;
}
