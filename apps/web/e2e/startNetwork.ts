import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { until } from "@worldland/testing/until";
import { STACK_VARIABLE } from "./network.ts";

const START = resolve(import.meta.dirname, "../../../tooling/local/src/bin/start.ts");
/** A first build of the pages included. */
const START_DEADLINE_MS = 300_000;
const STOP_DEADLINE_MS = 30_000;

/**
 * Starts what `npm start` starts, on free ports and with state of its own, and takes it down again. A stack whose
 * description is named by E2E_STACK is used as it is and left alone.
 *
 * @public Playwright imports it by the path in its configuration.
 */
export default async function startNetwork(): Promise<() => Promise<void>> {
  if (process.env[STACK_VARIABLE] !== undefined) return async () => undefined;
  const state = mkdtempSync(join(tmpdir(), "worldland-e2e-"));
  const description = join(state, "stack.json");
  const said: string[] = [];
  const stack = spawn(process.execPath, [START, "--state", state, "--port", "0"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<void>((resolve) => stack.once("close", () => resolve()));
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  for (const stream of [stack.stdout, stack.stderr]) stream.on("data", (data: Buffer) => said.push(data.toString()));
  const stop = async () => {
    const timer = setTimeout(() => stack.kill("SIGKILL"), STOP_DEADLINE_MS);
    if (!isOver) stack.kill("SIGTERM");
    await ended;
    clearTimeout(timer);
    rmSync(state, { recursive: true, force: true });
  };
  try {
    await until("the local network", () => isOver || existsSync(description), {
      deadlineMs: START_DEADLINE_MS,
      everyMs: 200,
    });
    if (isOver) throw new Error("it ended");
  } catch (cause) {
    await stop();
    throw new Error(`The local network did not come up:\n${said.join("").slice(-4000)}`, { cause });
  }
  process.env[STACK_VARIABLE] = description;
  return stop;
}
