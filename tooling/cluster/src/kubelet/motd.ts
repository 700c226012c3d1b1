import type { SimulatedGpu } from "../pod/simulatedGpu.ts";

/** What a login shell says first: what this machine is, and what it only pretends to be. */
export function motd(said: {
  readonly image: string;
  readonly nodeName: string;
  readonly gpus: readonly SimulatedGpu[];
}): string {
  const [gpu] = said.gpus;
  const devices = gpu === undefined ? "none" : `${said.gpus.length} x ${gpu.model}, simulated (nvidia-smi)`;
  return [
    "",
    "  WorldLand local network: a simulation for development.",
    `  node    ${said.nodeName}`,
    `  image   ${said.image.replace(/@sha256:([0-9a-f]{12})[0-9a-f]*/, "@$1")}`,
    "          the programs you see are this host's /usr, read-only",
    `  GPUs    ${devices}`,
    "  network only this login; there is no way out to the internet",
    "",
    "",
  ].join("\n");
}
