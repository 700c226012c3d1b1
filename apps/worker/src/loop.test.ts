import { until } from "@worldland/testing/until";
import { expect, test } from "vitest";
import { createLog } from "./log.ts";
import { startLoop } from "./loop.ts";

const log = createLog("test", "silent");
const NEVER = 3_600_000;

test("a loop runs at once, again when woken, and once more when woken while it runs", async () => {
  let runs = 0;
  let finish: () => void = () => undefined;
  const loop = startLoop(log, "test", NEVER, async () => {
    runs += 1;
    if (runs === 2) await new Promise<void>((done) => (finish = done));
  });
  await until("the first run", () => runs === 1);
  loop.wake();
  await until("the second run", () => runs === 2);
  loop.wake();
  loop.wake();
  finish();
  await until("the third run", () => runs === 3);
  await loop.stop();
  expect(runs).toBe(3);
});

test("a run that throws does not end the loop", async () => {
  let runs = 0;
  const loop = startLoop(log, "test", 1, async () => {
    runs += 1;
    throw new Error("broken");
  });
  await until("three runs", () => runs >= 3);
  await loop.stop();
});

test("stopping waits for the run under way, and nothing runs afterwards", async () => {
  let isRunning = false;
  let runs = 0;
  let finish: () => void = () => undefined;
  const loop = startLoop(log, "test", 1, async () => {
    runs += 1;
    isRunning = true;
    await new Promise<void>((done) => (finish = done));
    isRunning = false;
  });
  await until("a run", () => isRunning);
  const stopped = loop.stop();
  finish();
  await stopped;
  expect(isRunning).toBe(false);
  loop.wake();
  expect(runs).toBe(1);
});
