import type { MetricsOutput } from "@worldland/core/wire/workload";
import type { UsageOfRental } from "@worldland/db/queries/rentals/usageOfRental";
import type { RentalRow } from "@worldland/db/rows/rentalRow";

const GIB = 2 ** 30;

/** What a rental used, in units that people know, beside what it has. */
export function metricsView(
  row: Pick<RentalRow, "cpuCores" | "memoryGb" | "storageGb">,
  { stepS, points }: UsageOfRental,
): MetricsOutput {
  return {
    step_seconds: stepS,
    limits: { cpu_cores: row.cpuCores, memory_bytes: row.memoryGb * GIB, disk_bytes: row.storageGb * GIB },
    points: points.map((point) => ({
      at: point.at.toISOString(),
      cpu_cores: point.cpuMillicores === null ? null : point.cpuMillicores / 1000,
      memory_bytes: point.memoryBytes,
      disk_bytes: point.diskBytes,
      gpu_percent: point.gpuPercent,
      vram_bytes: point.vramBytes,
    })),
  };
}
