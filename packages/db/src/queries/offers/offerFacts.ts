import { type MarketStatus, statusSql } from "./matching.ts";

/** An offer as everybody may see it. Rates in wei per second and unit, GB are GiB. */
export type OfferFacts = {
  readonly offerId: string;
  readonly provider: string;
  readonly node: string;
  readonly gpuModel: string;
  readonly vramMb: number;
  readonly totalGpus: number;
  /** What can be rented now; 0 while nothing can. */
  readonly availableGpus: number;
  readonly freeCpuCores: number;
  readonly freeMemoryGb: number;
  readonly freeStorageGb: number;
  readonly gpuRate: bigint;
  readonly cpuRate: bigint;
  readonly memoryRate: bigint;
  readonly storageRate: bigint;
  readonly status: MarketStatus;
  readonly driverVersion: string | null;
  readonly cudaVersion: string | null;
  readonly region: string | null;
  readonly country: string | null;
  readonly publicAddress: string | null;
  readonly isSimulated: boolean;
};

/** Columns of {@link OfferRecord}, of an offer `o` and its node `n`. */
export const OFFER_COLUMNS = `
  o.id as offer_id, o.provider, o.node_name, o.gpu_model, o.vram_mb, o.total_gpus,
  case when o.rentable then o.free_gpus else 0 end as available_gpus,
  o.free_cpu_cores, o.free_memory_gb, o.free_storage_gb,
  o.gpu_rate, o.cpu_rate, o.memory_rate, o.storage_rate, ${statusSql("o", "n")} as status,
  n.driver_version, n.cuda_version, n.region, n.country, n.public_address, n.simulated`;

/** A row as Postgres answers it: numerics are text. */
export type OfferRecord = {
  readonly offer_id: string;
  readonly provider: string;
  readonly node_name: string;
  readonly gpu_model: string;
  readonly vram_mb: number;
  readonly total_gpus: number;
  readonly available_gpus: number;
  readonly free_cpu_cores: number;
  readonly free_memory_gb: number;
  readonly free_storage_gb: number;
  readonly gpu_rate: string;
  readonly cpu_rate: string;
  readonly memory_rate: string;
  readonly storage_rate: string;
  readonly status: MarketStatus;
  readonly driver_version: string | null;
  readonly cuda_version: string | null;
  readonly region: string | null;
  readonly country: string | null;
  readonly public_address: string | null;
  readonly simulated: boolean;
};

export function offerFactsOf(row: OfferRecord): OfferFacts {
  return {
    offerId: row.offer_id,
    provider: row.provider,
    node: row.node_name,
    gpuModel: row.gpu_model,
    vramMb: row.vram_mb,
    totalGpus: row.total_gpus,
    availableGpus: row.available_gpus,
    freeCpuCores: row.free_cpu_cores,
    freeMemoryGb: row.free_memory_gb,
    freeStorageGb: row.free_storage_gb,
    gpuRate: BigInt(row.gpu_rate),
    cpuRate: BigInt(row.cpu_rate),
    memoryRate: BigInt(row.memory_rate),
    storageRate: BigInt(row.storage_rate),
    status: row.status,
    driverVersion: row.driver_version,
    cudaVersion: row.cuda_version,
    region: row.region,
    country: row.country,
    publicAddress: row.public_address,
    isSimulated: row.simulated,
  };
}
