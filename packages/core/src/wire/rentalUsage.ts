import { z } from "zod";
import { instant, nextCursor, page, wei } from "./fields.ts";
import { JOB_STATUSES } from "./rental.ts";

export const rentalUsageInput = z.strictObject({
  ...page,
  /** Asked for at this instant or later. */
  from: instant.optional(),
  /** Asked for before this instant. */
  to: instant.optional(),
});

/** What one rental used and cost, as its receipt says. */
export const rentalUsageView = z.object({
  job_id: z.string(),
  job_name: z.string(),
  provider_id: z.string(),
  gpu_model: z.string(),
  gpu_count: z.number().int(),
  cpu_cores: z.number().int(),
  memory_gb: z.number().int(),
  storage_gb: z.number().int(),
  status: z.enum(JOB_STATUSES),
  created_at: instant,
  started_at: instant.nullable(),
  ended_at: instant.nullable(),
  rate_per_second_wei: wei,
  metered_seconds: z.number().int(),
  /** Seconds since the start that are not charged. */
  uncounted_seconds: z.number().int(),
  charge_wei: wei,
  /** The platform's share of the charge. */
  fee_wei: wei,
  /** Nothing is left to do on chain, at depth: the figures stay. */
  settled: z.boolean(),
});
export type RentalUsageView = z.infer<typeof rentalUsageView>;
export const rentalUsageOutput = z.object({ rentals: z.array(rentalUsageView), next_cursor: nextCursor });
