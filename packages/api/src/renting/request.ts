import { highestRateShownAt, weiPerHour } from "@worldland/core/money";
import type { Resources } from "@worldland/core/pricing";
import { Refusal } from "@worldland/core/refusal";
import type { AutoExtension } from "@worldland/core/rental/autoExtension";
import type { autoExtensionRequest } from "@worldland/core/wire/extension";
import type { quoteInput } from "@worldland/core/wire/rental";
import type { QuoteRequest } from "@worldland/db/commands/quoteRental";
import type { z } from "zod";

const SECONDS_PER_MINUTE = 60;

/** A create-job request, as a quote or a click takes it. */
export type Request = z.infer<typeof quoteInput>;

export function resourcesOf(request: Request): Resources & { readonly durationHours: number } {
  const { gpu_count: gpuCount, cpu_cores: cpuCores, memory_gb: memoryGb, storage_gb: storageGb } = request;
  return { gpuCount, cpuCores, memoryGb, storageGb, durationHours: request.duration_hours };
}

/** How a rental is to extend itself, as the request for it or for that alone says. */
export function autoExtensionOf({
  hours,
  minutes_before: minutes,
  until,
}: z.infer<typeof autoExtensionRequest>): AutoExtension {
  return { hours, leadS: minutes * SECONDS_PER_MINUTE, until: until == null ? null : new Date(until) };
}

/** What is to be quoted. Refuses `no_capacity` for a price below the lowest that can be shown. */
export function quoteRequestOf(request: Request): QuoteRequest {
  const { offer_id: offerId, provider_id: provider, gpu_type: gpuType, max_price_per_hour: most } = request;
  const asked = { ...resourcesOf(request), offerId, provider, gpuType };
  if (most === undefined) return asked;
  const rate = highestRateShownAt(most);
  if (rate === null) throw new Refusal("no_capacity");
  return { ...asked, maxPricePerHour: weiPerHour(rate) };
}
