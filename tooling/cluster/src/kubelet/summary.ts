import { execFile } from "node:child_process";
import type { V1Pod } from "@kubernetes/client-node";
import { cpuOf, memoryOf } from "../pod/processes.ts";
import type { Container } from "../pod/startContainer.ts";

/** What a kubelet answers at `/stats/summary`, as far as anybody here reads it. */
export type Summary = {
  readonly node: { readonly nodeName: string };
  readonly pods: readonly PodStats[];
};

type PodStats = {
  readonly podRef: { readonly name: string; readonly namespace: string; readonly uid: string };
  readonly containers: readonly ContainerStats[];
  readonly "ephemeral-storage": { readonly time: string; readonly usedBytes: number };
};

type ContainerStats = {
  readonly name: string;
  readonly cpu: { readonly time: string; readonly usageNanoCores?: number; readonly usageCoreNanoSeconds: number };
  readonly memory: { readonly time: string; readonly workingSetBytes: number };
};

/** A pod whose use is asked for. */
export type Used = {
  readonly pod: V1Pod;
  /** Of all its volumes and root file systems. */
  readonly folder: string;
  readonly running: ReadonlyMap<string, Container>;
};

type CpuLook = {
  readonly pid: number;
  readonly atMs: number;
  readonly nanos: number;
  readonly nanoCores: number | null;
};

/** Two looks this close together say too little of a rate: the one before stands. */
const SHORTEST_MS = 1_000;

/** Answers what pods use. It remembers the looks before, for a rate of CPU is known from two. */
export function usageSummary(nodeName: string): (pods: readonly Used[]) => Promise<Summary> {
  let looks = new Map<string, CpuLook>();

  const rateOf = (key: string, pid: number): CpuLook => {
    const before = looks.get(key);
    const now = { pid, atMs: performance.now(), nanos: cpuOf(pid) };
    if (before === undefined || before.pid !== pid) return { ...now, nanoCores: null };
    const elapsedMs = now.atMs - before.atMs;
    if (elapsedMs < SHORTEST_MS) return before;
    return { ...now, nanoCores: Math.round((Math.max(0, now.nanos - before.nanos) / elapsedMs) * 1000) };
  };

  return async (pods) => {
    const time = new Date().toISOString();
    const next = new Map<string, CpuLook>();
    const stats = pods.map(async ({ pod, folder, running }): Promise<PodStats> => {
      const { name = "", namespace = "", uid = "" } = pod.metadata ?? {};
      const containers = [...running].map(([container, { pid }]): ContainerStats => {
        const look = rateOf(`${uid}/${container}`, pid);
        next.set(`${uid}/${container}`, look);
        const rate = look.nanoCores === null ? {} : { usageNanoCores: look.nanoCores };
        return {
          name: container,
          cpu: { time, ...rate, usageCoreNanoSeconds: look.nanos },
          memory: { time, workingSetBytes: memoryOf(pid) },
        };
      });
      const usedBytes = await sizeOf(folder);
      return { podRef: { name, namespace, uid }, containers, "ephemeral-storage": { time, usedBytes } };
    });
    const summary = { node: { nodeName }, pods: await Promise.all(stats) };
    looks = next;
    return summary;
  };
}

function sizeOf(folder: string): Promise<number> {
  return new Promise((resolve) => {
    execFile("du", ["-sxk", folder], (_error, stdout) => resolve((Number.parseInt(stdout, 10) || 0) * 1024));
  });
}
