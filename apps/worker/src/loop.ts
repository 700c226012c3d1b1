import type { Log } from "./log.ts";

export type Loop = {
  /** Runs again at once, or right after the present run. */
  wake(): void;
  /** Stops after the present run. */
  stop(): Promise<void>;
};

const LONGEST_PAUSE_MS = 5_000;

/**
 * Runs `run` again and again: `everyMs` after the last run ended, or when woken. A run that throws is logged, and the
 * pause doubles from fault to fault: loops outlive faults.
 */
export function startLoop(log: Log, name: string, everyMs: number, run: () => Promise<unknown>): Loop {
  let stopped = false;
  let woken = false;
  let faults = 0;
  let nudge: () => void = () => undefined;
  const pause = () =>
    new Promise<void>((resolve) => {
      const afterMs = faults === 0 ? everyMs : Math.min(everyMs * 2 ** faults, Math.max(everyMs, LONGEST_PAUSE_MS));
      const timer = setTimeout(resolve, afterMs);
      nudge = () => {
        clearTimeout(timer);
        resolve();
      };
      if (woken || stopped) nudge();
    });
  const runOnce = async () => {
    try {
      await run();
      faults = 0;
    } catch (cause) {
      faults += 1;
      if (!stopped) log.warn({ loop: name, err: cause }, "a run failed");
    }
  };
  const done = (async () => {
    while (!stopped) {
      woken = false;
      await runOnce();
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
