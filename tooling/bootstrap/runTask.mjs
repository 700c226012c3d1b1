import { spawn } from "node:child_process";
import { root } from "./places.mjs";
import { forwardSignals } from "./signals.mjs";

/** Runs the task in the foreground; returns the exit code to end with. */
export async function runTask(node, args, env) {
  // Types are stripped by Node itself, which calls a part of that experimental: not our user's business.
  const child = spawn(node, ["--disable-warning=ExperimentalWarning", ...args], { cwd: root, env, stdio: "inherit" });
  const guard = guardAgainstSudden(child);
  const stopForwarding = forwardSignals(child);
  const code = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (status, signal) => resolve(status ?? 128 + (SIGNAL_NUMBERS[signal] ?? 1)));
  });
  stopForwarding();
  guard.end("gone\n");
  return code;
}

const SIGNAL_NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGABRT: 6, SIGKILL: 9, SIGSEGV: 11, SIGTERM: 15 };

/**
 * If we, or the npm that runs us, are killed outright, the task is told to stop: a small shell waits for the end of
 * our pipe. Returns the pipe; a line in it sends the shell home.
 */
function guardAgainstSudden(child) {
  const script = 'read -r _ || kill -TERM "$1"';
  const guard = spawn("sh", ["-c", script, "sh", String(child.pid)], {
    cwd: "/",
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  guard.on("error", () => {});
  guard.stdin.on("error", () => {});
  guard.unref();
  guard.stdin.unref();
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event) {
    setInterval(() => process.ppid !== parent && child.kill("SIGTERM"), 500).unref();
  }
  return guard.stdin;
}
