import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";

/** A child that never outlives this process, however this process ends. */
export type GuardedProcess = {
  readonly pid: number;
  readonly child: ChildProcess;
  /** Settles when the child has ended, for whatever reason; never rejects. */
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** Asks it to end with its stop signal, kills it after the grace period, and waits until it is gone. */
  stop(): Promise<void>;
  /** Lets this process end although the child still runs (the guard then stops the child). */
  unref(): void;
};

export type GuardedOptions = SpawnOptions & {
  /** The signal of a clean stop. Postgres and anvil want SIGINT. */
  stopSignal?: "SIGINT" | "SIGTERM" | "SIGQUIT";
  /** How long a clean stop may take before SIGKILL. */
  graceS?: number;
  /** A folder of throwaway state that the guard removes if it had to act. */
  removeFolder?: string;
};

// Reads one line from this process. A line means: the child is gone, go home. End of file means that this process is
// gone, even by SIGKILL, because the system closes a dead process's pipes.
const GUARD = `
read -r _ && exit 0
kill -"$2" "$1" 2>/dev/null
tenths=$(($3 * 10))
while [ "$tenths" -gt 0 ] && kill -0 "$1" 2>/dev/null; do sleep 0.1; tenths=$((tenths - 1)); done
kill -KILL "$1" 2>/dev/null
[ -n "$4" ] && rm -rf -- "$4"
`;

/**
 * Starts a program beside a small shell that watches over it. Both have a session of their own: a Ctrl-C in the
 * terminal reaches this process only, which then stops its children in the order it wants.
 * @throws when the program cannot be started.
 */
export async function startGuarded(
  command: string,
  args: readonly string[],
  { stopSignal = "SIGINT", graceS = 10, removeFolder = "", ...options }: GuardedOptions = {},
): Promise<GuardedProcess> {
  const child = spawn(command, args, { ...options, detached: true });
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once("exit", (code, signal) => resolve({ code, signal }));
    child.once("error", () => resolve({ code: null, signal: null }));
  });
  const pid = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    if (child.pid !== undefined) resolve(child.pid);
  });

  const guard = startGuard([String(pid), stopSignal.slice(3), String(graceS), removeFolder]);
  void ended.then(() => guard.stdin?.end("gone\n"));

  return {
    pid,
    child,
    ended,
    unref: () => child.unref(),
    async stop() {
      child.kill(stopSignal);
      const killer = setTimeout(() => child.kill("SIGKILL"), graceS * 1000);
      await ended;
      clearTimeout(killer);
    },
  };
}

function startGuard(args: string[]): ChildProcess {
  const guard = spawn("sh", ["-c", GUARD, "sh", ...args], {
    cwd: "/",
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  guard.unref();
  const pipe = guard.stdin;
  pipe?.on("error", () => {}); // the guard went first: nothing left to tell it
  if (pipe && "unref" in pipe && typeof pipe.unref === "function") pipe.unref();
  return guard;
}
