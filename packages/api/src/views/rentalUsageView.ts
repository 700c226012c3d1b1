import { jobIdOf } from "@worldland/core/id";
import { figuresOf, uncountedOf, unsettledOf } from "@worldland/core/rental/figures";
import { jobStatusOf } from "@worldland/core/rental/jobStatus";
import { secondsBetween } from "@worldland/core/time";
import type { RentalUsageView } from "@worldland/core/wire/rentalUsage";
import type { RentalUsage } from "@worldland/db/queries/rentals/rentalUsage";
import { rentalOf } from "@worldland/db/rows/rentalRow";
import { isoOf } from "./jobView.ts";

/** What a rental used and cost, as its receipt says it. */
export function rentalUsageView({ row, now, hasOpenReservation, settledFees, feeBps }: RentalUsage): RentalUsageView {
  const rental = rentalOf(row, []);
  const figures = figuresOf(rental, hasOpenReservation, now);
  const { until } = uncountedOf(rental, figures.meteredS, now);
  const ran = row.startedAt === null || until === null ? 0 : secondsBetween(row.startedAt, until);
  return {
    job_id: jobIdOf(row.id),
    job_name: row.name,
    provider_id: row.provider,
    gpu_model: row.gpuModel,
    gpu_count: row.gpuCount,
    cpu_cores: row.cpuCores,
    memory_gb: row.memoryGb,
    storage_gb: row.storageGb,
    status: jobStatusOf(rental),
    created_at: row.requestedAt.toISOString(),
    started_at: isoOf(row.startedAt),
    ended_at: isoOf(row.endedAt),
    rate_per_second_wei: `${row.ratePerSecond}`,
    metered_seconds: figures.meteredS,
    uncounted_seconds: Math.max(0, ran - figures.meteredS),
    charge_wei: `${figures.charge}`,
    fee_wei: `${settledFees + unsettledOf(rental, figures, feeBps).fee}`,
    settled: row.settledAt !== null,
  };
}
