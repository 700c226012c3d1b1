import { jobIdOf } from "@worldland/core/id";
import type { CorrectionsView } from "@worldland/core/wire/corrections";
import type { Corrections } from "@worldland/db/queries/operator/newestCorrections";

/** What sweeps have set right, for operators. */
export function correctionsView({ total, sweptAt, newest }: Corrections): CorrectionsView {
  return {
    total,
    swept_at: sweptAt?.toISOString() ?? null,
    newest: newest.map(({ clusterId, rentalId, kind, parts, times, firstAt, lastAt }) => ({
      cluster: clusterId,
      job_id: jobIdOf(rentalId),
      ...{ kind, parts, times },
      first_at: firstAt.toISOString(),
      last_at: lastAt.toISOString(),
    })),
  };
}
