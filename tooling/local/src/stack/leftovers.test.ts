import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { endLeftovers } from "./leftovers.ts";

const folder = mkdtempSync(join(tmpdir(), "worldland-leftovers-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("ends what a killed run left, and nobody whose number it has become", async () => {
  const left = spawn("sleep", ["600"]);
  const stranger = spawn("sleep", ["600"]);
  try {
    const list = await endLeftovers(folder);
    list.add(left.pid ?? 0);
    const known: object[] = JSON.parse(readFileSync(join(folder, "processes.json"), "utf8"));
    writeFileSync(join(folder, "processes.json"), JSON.stringify([...known, { pid: stranger.pid, identity: "1" }]));
    const gone = once(left, "exit");
    await endLeftovers(folder, { patienceMs: 100 });
    expect(await gone).toEqual([null, "SIGKILL"]);
    expect(stranger.exitCode).toBeNull();
    expect(stranger.signalCode).toBeNull();
  } finally {
    left.kill("SIGKILL");
    stranger.kill("SIGKILL");
  }
});

it("starts anew where the list was half written", async () => {
  writeFileSync(join(folder, "processes.json"), '[{"pid":');
  await expect(endLeftovers(folder)).resolves.toBeDefined();
});
