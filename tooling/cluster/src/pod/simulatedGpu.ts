import { createHash } from "node:crypto";

/** One pretended device of a local node. */
export type SimulatedGpu = {
  /** Index on its node, from 0. */
  readonly index: number;
  /** `GPU-…`, the same for a node's device at every start. */
  readonly uuid: string;
  readonly model: string;
  readonly vramMb: number;
};

export const SIMULATED_DRIVER = "570.0.0";
export const SIMULATED_CUDA = "12.8";

/** The devices of one local node, in order of their index. */
export function simulatedGpus(node: string, gpu: { model: string; count: number; vramMb: number }): SimulatedGpu[] {
  return Array.from({ length: gpu.count }, (_, index) => ({
    index,
    uuid: gpuUuid(node, index),
    model: gpu.model,
    vramMb: gpu.vramMb,
  }));
}

function gpuUuid(node: string, index: number): string {
  const hex = createHash("sha256").update(`${node}/${index}`).digest("hex");
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)];
  return `GPU-${parts.join("-")}`;
}

/** The list `nvidia-smi` of a container reads: versions, then one `index|uuid|MiB|model` a line. */
export function gpuList(gpus: readonly SimulatedGpu[]): string {
  const lines = gpus.map(
    (gpu, position) => `${position}|${gpu.uuid}|${gpu.vramMb}|${gpu.model.replace(/[|\n]/g, " ")}`,
  );
  return `${[`${SIMULATED_DRIVER}|${SIMULATED_CUDA}`, ...lines].join("\n")}\n`;
}
