// The one door to every command of this repository: `node tooling/bootstrap.mjs <task>`, from any folder, with any
// Node from 18 on. It depends on nothing but Node and npm. It brings the Node and pnpm that the code is written for
// into .toolchain/ (unless they are there already), installs the packages of the lockfile, and runs the task. What
// is in place is recognised by stamps, so that a second run costs nothing.

import * as fs from "node:fs";
import { delimiter, join } from "node:path";
import { dependenciesStamp, installDependencies } from "./bootstrap/dependencies.mjs";
import { Fault } from "./bootstrap/fault.mjs";
import { lock } from "./bootstrap/lock.mjs";
import { cleanEnvironment, requirePlatform } from "./bootstrap/machine.mjs";
import { read, root, toolchain } from "./bootstrap/places.mjs";
import { runTask } from "./bootstrap/runTask.mjs";
import { bringToolchain, toolchainIsRight } from "./bootstrap/toolchain.mjs";

const TASKS = {
  start: ["tooling/local/src/bin/start.ts"],
  demo: ["tooling/local/src/bin/demo.ts"],
  dev: ["tooling/local/src/bin/dev.ts"],
  join: ["tooling/cluster/src/bin/join.ts"],
  test: ["tooling/run/src/test.ts"],
  soak: ["tooling/run/src/test.ts", "--soak"],
  check: ["tooling/check/src/check.ts"],
  gen: ["tooling/run/src/gen.ts"],
  bench: ["tooling/bench/src/bin/bench.ts"],
  conformance: ["tooling/run/src/conformance.ts"],
};

await main().catch((error) => {
  console.error(error instanceof Fault ? `\n${error.message}` : error);
  process.exitCode = 1;
});

async function main() {
  const [task, ...rest] = process.argv.slice(2);
  if (!Object.hasOwn(TASKS, task ?? "")) {
    throw new Fault(`Usage: node tooling/bootstrap.mjs <task> [arguments]\nTasks: ${Object.keys(TASKS).join(", ")}`);
  }
  requirePlatform();
  const env = cleanEnvironment();
  const bin = join(toolchain, "bin");
  env.PATH = [bin, join(root, "node_modules", ".bin"), env.PATH].join(delimiter);
  // What Node compiled once, it need not compile at the next start.
  env.NODE_COMPILE_CACHE ??= join(toolchain, "compile-cache");

  const dependencies = dependenciesStamp();
  const stampFile = join(root, "node_modules", ".worldland-stamp");
  if (!toolchainIsRight() || read(stampFile) !== dependencies) {
    const unlock = await lock();
    try {
      if (!toolchainIsRight()) await bringToolchain(env);
      if (read(stampFile) !== dependencies) await installDependencies(env, stampFile, dependencies);
    } finally {
      unlock();
    }
  }
  const [script, ...fixed] = TASKS[task];
  if (!fs.existsSync(join(root, script))) throw new Fault(`There is no ${task} yet: ${script} is missing.`);
  process.exitCode = await runTask(join(bin, "node"), [join(root, script), ...fixed, ...rest], env);
}
