/** What the local network is seeded with: several providers in several regions, all simulated and said to be so. */
export type SeedNode = {
  readonly name: string;
  readonly region: string;
  readonly country: string;
  readonly gpu: { readonly model: string; readonly count: number; readonly vramMb: number };
  readonly cpuCores: number;
  readonly memoryGb: number;
  readonly storageGb: number;
  /** WL per GPU-hour as a provider would type it. */
  readonly wlPerGpuHour: string;
};

export type SeedProvider = {
  /** Index of the development wallet that owns it. */
  readonly walletIndex: number;
  readonly name: string;
  readonly nodes: readonly SeedNode[];
};

const rtx4090 = { model: "RTX 4090", vramMb: 24_564 };
const rtx3090 = { model: "RTX 3090", vramMb: 24_576 };
const t4 = { model: "Tesla T4", vramMb: 15_360 };
const a100 = { model: "A100 80GB", vramMb: 81_920 };

export const SEED: readonly SeedProvider[] = [
  {
    walletIndex: 4,
    name: "Hangang Compute",
    nodes: [
      node("seoul-4090-1", "Seoul", "KR", { ...rtx4090, count: 4 }, [64, 256, 2000], "0.42"),
      node("seoul-3090-1", "Seoul", "KR", { ...rtx3090, count: 2 }, [32, 128, 1000], "0.21"),
    ],
  },
  {
    walletIndex: 5,
    name: "Rhein GPU Works",
    nodes: [
      node("frankfurt-a100-1", "Frankfurt", "DE", { ...a100, count: 8 }, [128, 1024, 8000], "1.85"),
      node("frankfurt-4090-1", "Frankfurt", "DE", { ...rtx4090, count: 2 }, [48, 192, 1500], "0.39"),
    ],
  },
  {
    walletIndex: 6,
    name: "Prairie Racks",
    nodes: [node("iowa-t4-1", "Iowa", "US", { ...t4, count: 4 }, [32, 128, 1000], "0.12")],
  },
];

function node(
  name: string,
  region: string,
  country: string,
  gpu: SeedNode["gpu"],
  [cpuCores, memoryGb, storageGb]: readonly [number, number, number],
  wlPerGpuHour: string,
): SeedNode {
  return { name, region, country, gpu, cpuCores, memoryGb, storageGb, wlPerGpuHour };
}
