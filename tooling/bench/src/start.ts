import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@worldland/testing/ports";
import { until } from "@worldland/testing/until";
import type { Bench } from "./figure.ts";
import { root } from "./root.ts";

const COLD_MS = 15 * 60_000;

/** `npm start` from a bare clone of what is committed here, packages and pages and all, and once more. */
export const start: Bench = async (report) => {
  const clone = mkdtempSync(join(tmpdir(), "worldland-start-"));
  try {
    execFileSync("git", ["clone", "--quiet", "--depth", "1", `file://${root}`, clone]);
    for (const figure of ["first, from a bare clone", "second"]) {
      report({ figure, value: await secondsToBeUp(clone), unit: "s", n: 1 });
    }
  } finally {
    rmSync(clone, { recursive: true, force: true });
  }
  return undefined;
};

async function secondsToBeUp(clone: string): Promise<number> {
  const port = await freePort();
  const began = performance.now();
  const stack = spawn("npm", ["start", "--", "--port", `${port}`], { cwd: clone, stdio: "ignore" });
  const ended = once(stack, "exit");
  try {
    const state = await until("the stack to be up", () => stateOf(clone, stack), { deadlineMs: COLD_MS, everyMs: 50 });
    if (state === "ended") throw new Error(`npm start ended with ${stack.exitCode}`);
    return (performance.now() - began) / 1000;
  } finally {
    stack.kill("SIGINT");
    await ended;
  }
}

/** The stack says where it is once everything answers. Null: not yet. */
function stateOf(clone: string, stack: ChildProcess): "up" | "ended" | null {
  if (stack.exitCode !== null) return "ended";
  return existsSync(join(clone, ".local/stack.json")) ? "up" : null;
}
