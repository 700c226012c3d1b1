import type { JobView } from "@worldland/core/wire/rental";
import type { Api } from "../connect.ts";
import { liveEvents } from "../live.ts";

export const MILESTONES = ["running", "ended", "settled"] as const;
/** running: SSH answers. ended: the workload is gone or going. settled: nothing is left to do on chain, at depth. */
export type Milestone = (typeof MILESTONES)[number];

export type WaitOptions = {
  /** Gives up after this long; 10 minutes unless said. */
  readonly timeoutMs?: number;
  /** Called with the rental as it is at first, and whenever it changed. */
  readonly onChange?: (job: JobView) => void;
  readonly signal?: AbortSignal;
};

/** It ended before it was running. `job` says why. */
export class RentalEnded extends Error {
  override readonly name = "RentalEnded";
  readonly job: JobView;

  constructor(job: JobView) {
    super(`${job.job_id} ended before it was running: ${job.failure_message ?? job.status_reason ?? job.status}`);
    this.job = job;
  }
}

/** The time given for waiting is over. `job` is the rental as it was last seen. */
export class WaitedTooLong extends Error {
  override readonly name = "WaitedTooLong";
  readonly job: JobView;

  constructor(job: JobView, milestone: Milestone) {
    super(`${job.job_id} is ${job.status} and not yet ${milestone}.`);
    this.job = job;
  }
}

const DEFAULT_TIMEOUT_MS = 600_000;
/** Looks at least this often, should the live events be away. */
const BACKSTOP_MS = 1_000;

/** Waits until a rental is there. Throws `RentalEnded`, `WaitedTooLong`, `ApiError`, or the signal's reason. */
export async function waitFor(
  api: Api,
  jobId: string,
  milestone: Milestone,
  { timeoutMs = DEFAULT_TIMEOUT_MS, onChange, signal }: WaitOptions = {},
): Promise<JobView> {
  const deadline = performance.now() + timeoutMs;
  const ringing = ringOnChange(api, jobId);
  try {
    for (let last = ""; ; ) {
      signal?.throwIfAborted();
      const job = await api.rentals.get.query({ id: jobId });
      const now = JSON.stringify(job);
      if (now !== last) onChange?.(job);
      last = now;
      if (await isReached(api, job, milestone)) return job;
      if (performance.now() > deadline) throw new WaitedTooLong(job, milestone);
      await ringing.orAfter(Math.min(BACKSTOP_MS, Math.max(1, deadline - performance.now())));
    }
  } finally {
    ringing.stop();
  }
}

async function isReached(api: Api, job: JobView, milestone: Milestone): Promise<boolean> {
  const hasEnded = job.ended_at !== null;
  switch (milestone) {
    case "running":
      if (hasEnded) throw new RentalEnded(job);
      return job.status === "running";
    case "ended":
      return hasEnded && job.status !== "stopping";
    case "settled":
      return hasEnded && (await api.rentals.receipt.query({ id: job.job_id })).settled;
  }
}

/** Live events as a bell. When they fail the pauses just last their whole length. */
function ringOnChange(api: Api, jobId: string) {
  const abort = new AbortController();
  let wake: () => void = () => undefined;
  let hasRung = false;
  const listen = async () => {
    for await (const event of liveEvents(api, abort.signal)) {
      if (event.kind !== "rental" || event.id !== jobId) continue;
      hasRung = true;
      wake();
    }
  };
  listen().catch(() => undefined);
  return {
    async orAfter(ms: number): Promise<void> {
      if (!hasRung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      hasRung = false;
    },
    stop: () => abort.abort(),
  };
}
