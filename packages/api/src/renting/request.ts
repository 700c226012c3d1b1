import { highestRateShownAt, weiPerHour } from "@worldland/core/money";
import type { Resources } from "@worldland/core/pricing";
import { Refusal } from "@worldland/core/refusal";
import type { quoteInput } from "@worldland/core/wire/rental";
import type { QuoteRequest } from "@worldland/db/commands/quoteRental";
import type { z } from "zod";

/** A create-job request, as a quote or a click takes it. */
export type Request = z.infer<typeof quoteInput>;

export function resourcesOf(request: Request): Resources & { readonly durationHours: number } {
  const { gpu_count: gpuCount, cpu_cores: cpuCores, memory_gb: memoryGb, storage_gb: storageGb } = request;
  return { gpuCount, cpuCores, memoryGb, storageGb, durationHours: request.duration_hours };
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
