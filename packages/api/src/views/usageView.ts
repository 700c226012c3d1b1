import type { usageOutput } from "@worldland/core/wire/console";
import type { UsagePoint } from "@worldland/db/queries/nodes/gpuUsage";
import type { z } from "zod";

const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;

/** Steps for so many days: at most some 180 points, of ten minutes, an hour or four. */
export function usageSteps(days: number): { stepS: number; steps: number } {
  const stepS = days === 1 ? HOUR_S / 6 : days <= 7 ? HOUR_S : 4 * HOUR_S;
  return { stepS, steps: (days * DAY_S) / stepS };
}

/** GPUs in use on average over each step. */
export function usageView(points: readonly UsagePoint[], stepS: number): z.infer<typeof usageOutput> {
  return {
    step_seconds: stepS,
    points: points.map(({ at, gpuSeconds, totalGpus }) => ({
      at: at.toISOString(),
      used_gpus: gpuSeconds / stepS,
      total_gpus: totalGpus,
    })),
  };
}
