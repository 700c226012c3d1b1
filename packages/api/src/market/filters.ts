import { gpuWordsOf } from "@worldland/core/inventory";
import { highestRateShownAt } from "@worldland/core/money";
import type { MarketInput, SearchInput } from "@worldland/core/wire/provider";
import type { OfferFilter, OfferFilters } from "@worldland/db/queries/offers/matching";

type Asked = Partial<Omit<MarketInput, "sort" | "limit" | "cursor">>;

const MB_PER_GB = 1024;

/** Filters as people write them → as offers are searched by. */
export function offerFiltersOf(asked: Asked): OfferFilters {
  const { gpu, min_ram: minRam, max_price: maxPrice } = asked;
  return {
    gpuWords: gpu === undefined ? undefined : gpuWordsOf(gpu),
    gpuCount: asked.gpu_count,
    minVramMb: asked.min_vram,
    minMemoryGb: minRam === undefined ? undefined : Math.ceil(minRam / MB_PER_GB),
    minCpuCores: asked.min_cpu,
    minStorageGb: asked.min_disk,
    maxGpuRate: maxPrice === undefined ? undefined : highestRateShownAt(maxPrice),
    region: asked.region,
    status: asked.status,
    minReliability: asked.min_reliability,
    isAvailable: asked.available,
  };
}

/** What each filter is called outside. */
export const nameOfFilter = {
  gpuWords: "gpu",
  gpuCount: "gpu_count",
  minVramMb: "min_vram",
  minMemoryGb: "min_ram",
  minCpuCores: "min_cpu",
  minStorageGb: "min_disk",
  maxGpuRate: "max_price",
  region: "region",
  status: "status",
  minReliability: "min_reliability",
  isAvailable: "available",
} as const satisfies Record<OfferFilter, keyof Asked>;

/** The filters of a search that are set, as they were understood. */
export function filtersIn({ limit: _, cursor: __, ...filters }: SearchInput): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(filters).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
