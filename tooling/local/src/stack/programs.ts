import { createWriteStream, mkdirSync } from "node:fs";
import { join } from "node:path";
import { type GuardedProcess, startGuarded } from "@worldland/testing/guardedProcess";

export type Program = {
  readonly name: string;
  readonly script: string;
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
};

export type RunningProgram = {
  /** The process as it is now; another one after a restart. */
  pid(): number;
  stop(): Promise<void>;
};

const LONGEST_BACKOFF_MS = 10_000;

/** Runs a Node program, its output in a log file, and starts it again when it falls over. It never outlives us. */
export async function runProgram(program: Program, stateDir: string): Promise<RunningProgram> {
  const logs = join(stateDir, "logs");
  mkdirSync(logs, { recursive: true, mode: 0o700 });
  const log = createWriteStream(join(logs, `${program.name}.log`), { flags: "a", mode: 0o600 });
  let stopped = false;
  let failures = 0;
  let current: GuardedProcess;
  const start = async (): Promise<GuardedProcess> => {
    const started = await startGuarded(process.execPath, [program.script, ...(program.args ?? [])], {
      cwd: program.cwd,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, LANG: process.env.LANG, ...program.env },
      stdio: ["ignore", "pipe", "pipe"],
      stopSignal: "SIGTERM",
    });
    started.child.stdout?.pipe(log, { end: false });
    started.child.stderr?.pipe(log, { end: false });
    void started.ended.then(async () => {
      if (stopped) return;
      failures += 1;
      await new Promise((resolve) => setTimeout(resolve, Math.min(LONGEST_BACKOFF_MS, 200 * 2 ** failures)));
      if (!stopped) current = await start();
    });
    return started;
  };
  current = await start();
  return {
    pid: () => current.pid,
    async stop() {
      stopped = true;
      await current.stop();
      log.end();
    },
  };
}
