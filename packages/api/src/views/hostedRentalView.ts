import { jobIdOf } from "@worldland/core/id";
import { figuresOf, unsettledOf } from "@worldland/core/rental/figures";
import { jobStatusOf } from "@worldland/core/rental/jobStatus";
import type { hostedRentalView as schema } from "@worldland/core/wire/console";
import type { HostedRental } from "@worldland/db/queries/nodes/hostedRentals";
import { rentalOf } from "@worldland/db/rows/rentalRow";
import type { z } from "zod";

/** A rental as the provider of its node may see it: what it is, who pays, and none of its customer's business. */
export function hostedRentalView({ row, earned, feeBps }: HostedRental, now: Date): z.infer<typeof schema> {
  const rental = rentalOf(row, []);
  const figures = figuresOf(rental, false, now);
  return {
    job_id: jobIdOf(row.id),
    customer: row.customer,
    node: row.nodeName,
    gpu_model: row.gpuModel,
    gpu_count: row.gpuCount,
    status: jobStatusOf(rental),
    rate_per_second_wei: `${row.ratePerSecond}`,
    metered_seconds: figures.meteredS,
    earned_wei: `${earned}`,
    pending_wei: `${unsettledOf(rental, figures, feeBps).provider}`,
    started_at: row.startedAt?.toISOString() ?? null,
    ended_at: row.endedAt?.toISOString() ?? null,
    end_reason: row.endReason,
  };
}
