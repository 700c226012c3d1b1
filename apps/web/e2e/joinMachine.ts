import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const STOP_DEADLINE_MS = 20_000;

export type JoinedMachine = {
  /** What the command has printed so far. */
  said(): string;
  close(): Promise<void>;
};

/** Runs the line that the provider's page shows, in a shell, as a person would paste it. Its state goes with it. */
export function joinMachine(line: string): JoinedMachine {
  const state = mkdtempSync(join(tmpdir(), "worldland-e2e-node-"));
  // A group of its own, so that whatever the line starts ends with it.
  const shell = spawn("sh", ["-c", `${line} --state "$STATE" --gpu "RTX 3090" --gpus 1`], {
    env: { ...process.env, STATE: state },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const said: string[] = [];
  for (const stream of [shell.stdout, shell.stderr]) stream.on("data", (data: Buffer) => said.push(data.toString()));
  const ended = new Promise<void>((resolve) => shell.once("close", () => resolve()));
  const tell = (signal: NodeJS.Signals) => {
    if (shell.pid !== undefined && shell.exitCode === null) process.kill(-shell.pid, signal);
  };
  return {
    said: () => said.join(""),
    async close() {
      const timer = setTimeout(() => tell("SIGKILL"), STOP_DEADLINE_MS);
      tell("SIGTERM");
      await ended;
      clearTimeout(timer);
      rmSync(state, { recursive: true, force: true });
    },
  };
}
