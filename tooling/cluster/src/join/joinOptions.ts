import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Machine } from "../kubelet/nodeSpec.ts";

export const USAGE = `Usage: WORLDLAND_JOIN_TOKEN=TOKEN node tooling/bootstrap.mjs join --node NAME --server URL --ca-hash HASH
         [--gpu "RTX 4090"] [--gpus 2] [--vram-mb 24564] [--region Seoul] [--country KR]
         [--cpu 32] [--memory-gb 128] [--storage-gb 1000] [--state FOLDER]
The token may also be given on standard input. The machine is simulated: its GPUs are of name only.`;

export type JoinArguments = {
  readonly server: string;
  readonly caHash: string;
  readonly machine: Machine;
  readonly stateDir: string;
};

/** Reads the flags; the token is never one of them. Throws a sentence and the usage when they make no sense. */
export function readJoinArguments(args: readonly string[], defaultState: string): JoinArguments {
  const text = { type: "string" } as const;
  const { values } = parse(args, {
    node: text,
    server: text,
    "ca-hash": text,
    gpu: { ...text, default: "RTX 4090" },
    gpus: { ...text, default: "2" },
    "vram-mb": { ...text, default: "24564" },
    region: { ...text, default: "Seoul" },
    country: { ...text, default: "KR" },
    cpu: { ...text, default: "32" },
    "memory-gb": { ...text, default: "128" },
    "storage-gb": { ...text, default: "1000" },
    state: text,
  });
  const { node: name, server, "ca-hash": caHash } = values;
  if (name === undefined || server === undefined || caHash === undefined)
    throw new Error(`--node, --server and --ca-hash are needed.\n${USAGE}`);
  if (!/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name)) throw new Error(`--node: ${name} is no name for a node.`);
  if (!/^[A-Z]{2}$/.test(values.country)) throw new Error("--country takes two capital letters, such as KR.");
  return {
    server,
    caHash,
    stateDir: resolve(values.state ?? join(defaultState, name)),
    machine: {
      name,
      region: values.region,
      country: values.country,
      gpu: { model: values.gpu, count: whole("--gpus", values.gpus), vramMb: whole("--vram-mb", values["vram-mb"]) },
      cpuCores: whole("--cpu", values.cpu),
      memoryGb: whole("--memory-gb", values["memory-gb"]),
      storageGb: whole("--storage-gb", values["storage-gb"]),
    },
  };
}

function parse<T extends Record<string, { type: "string"; default?: string }>>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options });
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
}

function whole(flag: string, text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= 1_000_000) return number;
  throw new Error(`${flag} takes a whole number from 1, not ${text}.\n${USAGE}`);
}
