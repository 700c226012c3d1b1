import { createWriteStream, existsSync, mkdirSync, readFileSync } from "node:fs";
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
  /** How often it ended without being asked to. */
  failures(): number;
  /** The end of what it wrote. */
  logTail(): string;
  stop(): Promise<void>;
};

const FIRST_BACKOFF_MS = 200;
const LONGEST_BACKOFF_MS = 10_000;
const TAIL_LINES = 15;

/**
 * Runs a Node program, its output in a log file, and starts it again when it falls over. It never outlives us.
 * `onStart` is told of every process.
 */
export async function runProgram(
  program: Program,
  logsDir: string,
  onStart: (pid: number) => void,
): Promise<RunningProgram> {
  mkdirSync(logsDir, { recursive: true, mode: 0o700 });
  const logPath = join(logsDir, `${program.name}.log`);
  const log = createWriteStream(logPath, { flags: "a", mode: 0o600 });
  let stopped = false;
  let failures = 0;
  let current: GuardedProcess;
  let restart: NodeJS.Timeout | undefined;
  const start = async (): Promise<GuardedProcess> => {
    const started = await startGuarded(process.execPath, [program.script, ...(program.args ?? [])], {
      cwd: program.cwd,
      env: { ...inherited(), ...program.env },
      stdio: ["ignore", "pipe", "pipe"],
      stopSignal: "SIGTERM",
    });
    onStart(started.pid);
    started.child.stdout?.pipe(log, { end: false });
    started.child.stderr?.pipe(log, { end: false });
    void started.ended.then(() => {
      if (stopped) return;
      failures += 1;
      const pauseMs = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (failures - 1));
      restart = setTimeout(() => void again(), pauseMs);
    });
    return started;
  };
  const again = async () => {
    const started = await start();
    current = started;
    if (stopped) await started.stop();
  };
  current = await start();
  return {
    pid: () => current.pid,
    failures: () => failures,
    logTail: () =>
      existsSync(logPath) ? readFileSync(logPath, "utf8").trimEnd().split("\n").slice(-TAIL_LINES).join("\n") : "",
    async stop() {
      stopped = true;
      clearTimeout(restart);
      await current.stop();
      log.end();
    },
  };
}

/** A program takes its settings from us alone, not from the environment we happen to run in. */
function inherited(): NodeJS.ProcessEnv {
  const { PATH, HOME, LANG, NODE_COMPILE_CACHE } = process.env;
  return { PATH, HOME, LANG, NODE_COMPILE_CACHE };
}
