import type { JobStatus } from "../wire/rental.ts";
import { END_REASONS, type EndReason, outcomeOf } from "./reason.ts";
import { type Rental, type RentalStatus, statusOf } from "./rental.ts";

/** What the public path `/jobs` calls a rental's status. */
export function jobStatusOf(rental: Parameters<typeof statusOf>[0] & Pick<Rental, "endReason">): JobStatus {
  const status = statusOf(rental);
  if (status === "ended") return rental.endReason === null ? "stopped" : outcomeOf[rental.endReason];
  return status === "running" || status === "stopping" ? status : "creating";
}

/** Which rentals a job status means: any of these statuses, and of these reasons where they matter. */
export const rentalsOfJobStatus = {
  creating: { statuses: ["requested", "provisioning"], reasons: null },
  running: { statuses: ["running"], reasons: null },
  stopping: { statuses: ["stopping"], reasons: null },
  stopped: { statuses: ["ended"], reasons: endedAs("stopped") },
  failed: { statuses: ["ended"], reasons: endedAs("failed") },
  expired: { statuses: ["ended"], reasons: endedAs("expired") },
} as const satisfies Record<
  JobStatus,
  { readonly statuses: readonly RentalStatus[]; readonly reasons: readonly EndReason[] | null }
>;

function endedAs(outcome: (typeof outcomeOf)[EndReason]): readonly EndReason[] {
  return END_REASONS.filter((reason) => outcomeOf[reason] === outcome);
}
