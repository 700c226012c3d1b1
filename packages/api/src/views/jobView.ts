import { jobIdOf } from "@worldland/core/id";
import { formatWl, hourlyPriceNumber } from "@worldland/core/money";
import { adviceFor } from "@worldland/core/rental/advice";
import { type Figures, figuresOf } from "@worldland/core/rental/figures";
import { jobStatusOf } from "@worldland/core/rental/jobStatus";
import { outcomeOf, sentenceOf } from "@worldland/core/rental/reason";
import { expiresAtOf, type Rental } from "@worldland/core/rental/rental";
import { statusSentence } from "@worldland/core/rental/statusSentence";
import type { JobView } from "@worldland/core/wire/rental";
import type { OwnRental } from "@worldland/db/queries/rentals/ownRental";
import { type RentalRow, rentalOf } from "@worldland/db/rows/rentalRow";

const SSH_USER = "root";

/** A rental as its customer's job, with its cost as of the instant it was read. */
export function jobView({ row, hasOpenReservation, now }: OwnRental): JobView {
  const rental = rentalOf(row, []);
  return {
    job_id: jobIdOf(row.id),
    rental_id: row.id.toString(),
    provider_id: row.provider,
    offer_id: row.offerId,
    job_name: row.name,
    status: jobStatusOf(rental),
    status_reason: statusSentence(rental),
    gpu_count: row.gpuCount,
    gpu_model: row.gpuModel,
    cpu_cores: row.cpuCores,
    memory_gb: row.memoryGb,
    storage_gb: row.storageGb,
    image: row.image,
    ...sshView(row),
    ...costView(row, figuresOf(rental, hasOpenReservation, now)),
    created_at: row.requestedAt.toISOString(),
    started_at: isoOf(row.startedAt),
    ended_at: isoOf(row.endedAt),
    expires_at: isoOf(expiresAtOf(row)),
    ...failureView(rental, row.memoryGb),
  };
}

/** Null stays null. */
export function isoOf(at: Date | null): string | null {
  return at === null ? null : at.toISOString();
}

function sshView({ sshHost, sshPort, sshHostKey }: RentalRow) {
  return {
    ssh_host: sshHost,
    ssh_port: sshPort,
    ssh_user: SSH_USER,
    ssh_command: sshHost === null ? null : `ssh ${SSH_USER}@${sshHost} -p ${sshPort}`,
    ssh_host_key: sshHostKey,
  };
}

function costView({ ratePerSecond }: RentalRow, { meteredS, charge, hold }: Figures) {
  return {
    price_per_hour: hourlyPriceNumber(ratePerSecond),
    rate_per_second_wei: ratePerSecond.toString(),
    hold_wei: hold.toString(),
    metered_seconds: meteredS,
    cost_so_far: formatWl(charge),
    cost_so_far_wei: charge.toString(),
  };
}

function failureView({ endReason }: Rental, memoryGb: number) {
  if (endReason === null || outcomeOf[endReason] !== "failed") {
    return { failure_reason: null, failure_message: null, suggestion: null };
  }
  const advice = adviceFor(endReason, memoryGb);
  return {
    failure_reason: endReason,
    failure_message: sentenceOf[endReason],
    suggestion: advice && {
      action: advice.action,
      recommended_memory: advice.recommendedMemoryGb,
      message: advice.message,
    },
  };
}
