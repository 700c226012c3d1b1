import { figuresOf, uncountedOf } from "@worldland/core/rental/figures";
import { SECONDS_PER_HOUR, secondsBetween } from "@worldland/core/time";
import type { RentalDetailView } from "@worldland/core/wire/rental";
import type { RentalDetail } from "@worldland/db/queries/rentals/rentalDetail";
import { rentalOf } from "@worldland/db/rows/rentalRow";
import { isoOf, jobView } from "./jobView.ts";

/** What the rental's own page shows. */
export function rentalDetailView(read: RentalDetail): RentalDetailView {
  const { row, place, hasOpenReservation, now } = read;
  const rental = rentalOf(row, []);
  const { meteredS, refund } = figuresOf(rental, hasOpenReservation, now);
  const { until } = uncountedOf(rental, meteredS, now);
  return {
    job: jobView(read),
    provider_name: place.providerName,
    region: place.region,
    country: place.country,
    node: row.nodeName,
    simulated: place.isSimulated,
    duration_hours: row.durationS / SECONDS_PER_HOUR,
    paused_since: row.endedAt === null ? isoOf(rental.meter?.badSince ?? null) : null,
    uncounted_seconds: row.startedAt === null || until === null ? 0 : secondsBetween(row.startedAt, until) - meteredS,
    timeline: {
      requested_at: row.requestedAt.toISOString(),
      provisioned_at: isoOf(row.provisionedAt),
      reachable_at: isoOf(row.startedAt),
      opened_at: isoOf(row.vaultOpenedAt),
      ended_at: isoOf(row.endedAt),
      gone_at: isoOf(row.goneAt),
      settled_at: isoOf(row.settledAt),
    },
    refund_if_stopped_wei: refund.toString(),
    extension_pending: read.isExtending,
    paid_from: row.sessionKey === null ? "wallet" : "budget",
  };
}
