import type { Log } from "./log.ts";

export type Loop = {
  /** Runs again at once, or right after the present run. */
  wake(): void;
  /** Stops after the present run. */
  stop(): Promise<void>;
};

/**
 * Runs `run` again and again: `everyMs` after the last run ended, or when woken. A run that throws is logged and the
 * next one waits as usual: loops outlive faults.
 */
export function startLoop(log: Log, name: string, everyMs: number, run: () => Promise<unknown>): Loop {
  let stopped = false;
  let woken = false;
  let nudge: () => void = () => undefined;
  const pause = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, everyMs);
      nudge = () => {
        clearTimeout(timer);
        resolve();
      };
      if (woken || stopped) nudge();
    });
  const done = (async () => {
    while (!stopped) {
      woken = false;
      await run().catch((cause: unknown) => log.warn({ loop: name, err: cause }, "a run failed"));
      await pause();
    }
  })();
  return {
    wake() {
      woken = true;
      nudge();
    },
    async stop() {
      stopped = true;
      nudge();
      await done;
    },
  };
}
