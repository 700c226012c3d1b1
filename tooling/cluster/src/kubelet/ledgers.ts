import { createHash } from "node:crypto";
import type { SimulatedGpu } from "../pod/simulatedGpu.ts";
import { UIDS_PER_CONTAINER } from "../pod/userNamespace.ts";

/** Which pod has which device of a node: one pod a device, never two. */
export type GpuLedger = {
  /** The devices of the pod, the same when asked again; null when fewer are free. */
  take(podUid: string, count: number): readonly SimulatedGpu[] | null;
  /** Notes what a pod held before the kubelet was restarted. */
  restore(podUid: string, indexes: readonly number[]): void;
  release(podUid: string): void;
};

export function gpuLedger(gpus: readonly SimulatedGpu[]): GpuLedger {
  const holders = new Map<number, string>();
  const heldBy = (podUid: string) => gpus.filter(({ index }) => holders.get(index) === podUid);
  return {
    take(podUid, count) {
      const held = heldBy(podUid);
      const free = gpus.filter(({ index }) => !holders.has(index)).slice(0, Math.max(0, count - held.length));
      if (held.length + free.length < count) return null;
      for (const { index } of free) holders.set(index, podUid);
      return heldBy(podUid).slice(0, count);
    },
    restore(podUid, indexes) {
      for (const index of indexes) if (!holders.has(index)) holders.set(index, podUid);
    },
    release(podUid) {
      for (const { index } of heldBy(podUid)) holders.delete(index);
    },
  };
}

/** Addresses of a node's pods: names by which Services find them, bound to no interface. */
export type IpLedger = { take(podUid: string): string; release(podUid: string): void };

export function ipLedger(nodeName: string): IpLedger {
  const [b = 0, c = 0] = createHash("sha256").update(nodeName).digest();
  const taken = new Map<string, number>();
  let last = 1;
  return {
    take(podUid) {
      let host = taken.get(podUid);
      if (host === undefined) {
        const used = new Set(taken.values());
        // The one after the last given, so that an address is not somebody else's the moment it is free.
        for (let tries = 0; tries < 253; tries += 1) {
          last = last >= 254 ? 2 : last + 1;
          if (!used.has(last)) break;
        }
        host = last;
        taken.set(podUid, host);
      }
      return `10.${b}.${c}.${host}`;
    },
    release: (podUid) => void taken.delete(podUid),
  };
}

const FIRST_RANGE = 1_000;
const RANGES = 60_000;

/** First of the host uids a pod has to itself: the same for all its containers and after a restart. */
export function firstUidOf(podUid: string): number {
  const number = createHash("sha256").update(podUid).digest().readUInt32BE(0);
  return (FIRST_RANGE + (number % RANGES)) * UIDS_PER_CONTAINER;
}
