import { spawn } from "node:child_process";
import { root } from "@worldland/run/places";

export type Answer = { readonly code: number; readonly stdout: string; readonly stderr: string };

const DEADLINE_MS = 600_000;

/** Runs a program in the repository's root, without colours, and returns what it wrote. Rejects when it is not there. */
export async function readCommand(command: string, args: readonly string[]): Promise<Answer> {
  const env = { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined, TURBO_TELEMETRY_DISABLED: "1" };
  const child = spawn(command, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"], timeout: DEADLINE_MS });
  const answer = { code: 1, stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      answer[name] += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ ...answer, code: code ?? 1 }));
  });
}
