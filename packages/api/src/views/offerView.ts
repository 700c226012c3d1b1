import { hourlyPriceNumber } from "@worldland/core/money";
import type { MarketOffer, OfferView } from "@worldland/core/wire/provider";
import type { MarketRow } from "@worldland/db/queries/offers/marketPage";
import type { OfferFacts } from "@worldland/db/queries/offers/offerFacts";

export function offerView(offer: OfferFacts): OfferView {
  return {
    offer_id: offer.offerId,
    node: offer.node,
    gpu_type: offer.gpuModel,
    vram_mb: offer.vramMb,
    total_gpus: offer.totalGpus,
    available_gpus: offer.availableGpus,
    cpu_cores_available: offer.freeCpuCores,
    memory_gb_available: offer.freeMemoryGb,
    storage_gb_available: offer.freeStorageGb,
    driver_version: offer.driverVersion,
    cuda_version: offer.cudaVersion,
    price_per_hour: hourlyPriceNumber(offer.gpuRate),
    rate_per_second_wei: offer.gpuRate.toString(),
    cpu_price_per_hour: hourlyPriceNumber(offer.cpuRate),
    memory_price_per_gb_hour: hourlyPriceNumber(offer.memoryRate),
    storage_price_per_gb_hour: hourlyPriceNumber(offer.storageRate),
    can_create_job: offer.availableGpus > 0,
    // Maintenance begins at once and is never planned ahead, so no offer knows an end.
    available_until: null,
  };
}

/** An offer as the marketplace lists it. */
export function marketOfferView(row: Omit<MarketRow, "keys">): MarketOffer {
  return {
    ...offerView(row),
    provider_id: row.provider,
    provider_name: row.providerName,
    region: row.region,
    country: row.country,
    reliability: row.reliability,
    status: row.status,
    simulated: row.isSimulated,
    cpu_rate_wei: row.cpuRate.toString(),
    memory_rate_wei: row.memoryRate.toString(),
    storage_rate_wei: row.storageRate.toString(),
  };
}
