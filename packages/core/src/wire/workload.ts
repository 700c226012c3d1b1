import { z } from "zod";
import { instant } from "./fields.ts";
import { JOB_STATUSES } from "./rental.ts";

/** Lines that are given at once, and kept by a page that follows. */
export const MOST_LOG_LINES = 2000;

const id = z.string().min(1).max(200);

export const logsInput = z.strictObject({
  id,
  tail: z.coerce.number().int().min(1).max(MOST_LOG_LINES).default(200).describe("At most so many lines, the newest."),
  since: instant.optional().describe("Only lines after this instant, e.g. the at of the last line one has."),
});

export const logsOutput = z
  .object({
    /** Oldest first. */
    lines: z.array(
      z.object({
        /** UTC with nine digits of a second: as text it sorts as time does. */
        at: instant,
        text: z.string(),
      }),
    ),
    /** Lines come as long as it runs; what a container wrote goes with it. */
    status: z.enum(JOB_STATUSES),
  })
  .meta({ id: "Logs" });
export type LogsOutput = z.infer<typeof logsOutput>;

export const metricsInput = z.strictObject({
  id,
  minutes: z.coerce.number().int().min(5).max(1440).default(60).describe("How far back; kept for a day."),
});

const figure = z.number().nullable();

export const metricsOutput = z
  .object({
    /** Seconds between two points; each is the mean of its step. Where a step is missing, nothing is known. */
    step_seconds: z.number().int(),
    /** What the rental has; its figures are of these. */
    limits: z.object({ cpu_cores: z.number(), memory_bytes: z.number(), disk_bytes: z.number() }),
    /** Oldest first. A figure is null where the cluster does not say, as GPU and VRAM without DCGM. */
    points: z.array(
      z.object({
        at: instant,
        cpu_cores: figure,
        memory_bytes: figure,
        disk_bytes: figure,
        gpu_percent: figure,
        vram_bytes: figure,
      }),
    ),
  })
  .meta({ id: "Metrics" });
export type MetricsOutput = z.infer<typeof metricsOutput>;

export const restartOutput = z.object({ message: z.string(), job_id: z.string() });
