import { type GuardedProcess, startGuarded } from "@worldland/testing/guardedProcess";
import { programPath } from "@worldland/testing/programs";
import { until } from "@worldland/testing/until";

export type TestProcess = {
  readonly process: GuardedProcess;
  /** Everything it logged so far, a JSON line each. */
  log(): string;
  /** SIGKILL, as a crash is. */
  kill(): Promise<void>;
  /** SIGTERM; answers the exit code. */
  stop(): Promise<number | null>;
};

const START_MS = 60_000;

/** Starts the real program and waits until it says that it works, or has already ended. Never outlives this process. */
export async function startProgram(
  name: "worker" | "signer",
  env: Readonly<Record<string, string>>,
): Promise<TestProcess> {
  const process_ = await startGuarded(process.execPath, [programPath(name)], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ["ignore", "ignore", "pipe"],
    stopSignal: "SIGTERM",
  });
  let text = "";
  process_.child.stderr?.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  let hasEnded = false;
  void process_.ended.then(() => {
    hasEnded = true;
  });
  const isUp = () => hasEnded || /"msg":"(working|signing)"/.test(text);
  await until(`the ${name} to work`, isUp, { deadlineMs: START_MS });
  return {
    process: process_,
    log: () => text,
    async kill() {
      process_.child.kill("SIGKILL");
      await process_.ended;
    },
    async stop() {
      process_.child.kill("SIGTERM");
      return (await process_.ended).code;
    },
  };
}
