"use client";

import type { JobView } from "@worldland/core/wire/rental";
import { tickingWl } from "./meter.ts";
import { useMeter } from "./useMeter.ts";

export type Metered = {
  readonly job: Pick<JobView, "metered_seconds" | "rate_per_second_wei" | "status">;
  /** When the job was read (`dataUpdatedAt`). */
  readonly readAt: number;
  readonly paused?: boolean;
};

/** What a rental has cost, and the seconds behind it, ticking. */
export function useCost({ job, readAt, paused = false }: Metered): { seconds: number; wei: bigint } {
  const seconds = useMeter(job.metered_seconds, readAt, job.status === "running" && !paused);
  return { seconds, wei: BigInt(job.rate_per_second_wei) * BigInt(seconds) };
}

/** The cost so far in WL, with decimals enough to see every second. */
export function CostMeter(metered: Metered) {
  const { seconds, wei } = useCost(metered);
  return (
    <span className="whitespace-nowrap" title={`${seconds} s × ${metered.job.rate_per_second_wei} wei per second`}>
      {tickingWl(wei)}
      <span className="ml-[0.25em] text-[0.8em] font-normal text-muted">WL</span>
    </span>
  );
}
