import { setTimeout as sleep } from "node:timers/promises";
import { type Api, ApiError } from "./api.ts";

export type StatusReporter = {
  /** Says that there is something new; changes while a report is under way make one more. */
  report(): void;
  /** Resolves when nothing is left to say. Nothing is said after it was called. */
  finish(): Promise<void>;
  /** Falls silent at once. */
  drop(): void;
};

/** Writes a pod's status, newest last, one at a time, until it is taken, the pod is gone, or nobody wants it any more. */
export function statusReporter(api: Api, path: string, current: () => object): StatusReporter {
  let said = "";
  let isStale = false;
  let isDropped = false;
  let isFinished = false;
  let talking: Promise<void> | null = null;

  const talk = async () => {
    for (let failures = 0; isStale && !isDropped; ) {
      isStale = false;
      const status = current();
      const text = JSON.stringify(status);
      if (text === said) continue;
      try {
        await api.call({ method: "PATCH", path: `${path}/status`, body: { status } });
        said = text;
        failures = 0;
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (error.status === 404) {
          isDropped = true;
          return;
        }
        isStale = true;
        failures += 1;
        if (isFinished) return;
        await sleep(Math.min(5_000, 50 * 2 ** failures));
      }
    }
  };

  const start = () => {
    // After this turn: several changes made together are one report.
    talking ??= Promise.resolve()
      .then(talk)
      .finally(() => {
        talking = null;
        if (isStale && !isFinished && !isDropped) start();
      });
  };

  return {
    report() {
      if (isFinished || isDropped) return;
      isStale = true;
      start();
    },
    async finish() {
      isFinished = true;
      await talking;
    },
    drop: () => {
      isDropped = true;
    },
  };
}
