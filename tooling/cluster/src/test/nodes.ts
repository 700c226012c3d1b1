import type { NodeSpec } from "../kubelet/nodeSpec.ts";

export const PROVIDER = `0x${"ab".repeat(20)}`;

/** A simulated machine with two GPUs. */
export function node(name: string): NodeSpec {
  const gpu = { model: "RTX 4090", count: 2, vramMb: 24_564 };
  return { name, provider: PROVIDER, region: "Seoul", country: "KR", gpu, cpuCores: 16, memoryGb: 64, storageGb: 500 };
}
