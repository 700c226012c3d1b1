import { execFile } from "node:child_process";
import type { V1Container } from "@kubernetes/client-node";
import { isListening, isListeningAt, memoryOf } from "../pod/processes.ts";
import { DOORS } from "../pod/rootFileSystem.ts";
import type { Container } from "../pod/startContainer.ts";

export type Watched = {
  readonly container: Container;
  readonly spec: V1Container;
  /** Folder whose size counts as ephemeral storage. */
  readonly folder: string;
  /** null: no limit. */
  readonly memoryBytes: number | null;
  readonly storageBytes: number | null;
  onReady(ready: boolean): void;
  onOutOfMemory(usedBytes: number): void;
  onOutOfStorage(usedBytes: number): void;
};

const LOOK_EVERY_MS = 10;
const SEARCH_EVERY_MS = 500;
const MEMORY_EVERY_MS = 500;
const STORAGE_EVERY_MS = 10_000;

/** Watches readiness, memory and storage of a running container. Answers a function that ends the watch. */
export function watchContainer(watched: Watched): () => void {
  const timers: NodeJS.Timeout[] = [];
  const port = probedPort(watched.spec);
  const { memoryBytes, storageBytes } = watched;
  if (port === null) watched.onReady(true);
  else timers.push(watchReadiness(watched, port));
  if (memoryBytes !== null) {
    const look = () => {
      const used = memoryOf(watched.container.pid);
      if (used > memoryBytes) watched.onOutOfMemory(used);
    };
    timers.push(setInterval(look, MEMORY_EVERY_MS));
  }
  if (storageBytes !== null) {
    const look = () => {
      execFile("du", ["-sxk", watched.folder], (_error, stdout) => {
        const used = Number.parseInt(stdout, 10) * 1024;
        if (used > storageBytes) watched.onOutOfStorage(used);
      });
    };
    timers.push(setInterval(look, STORAGE_EVERY_MS));
  }
  for (const timer of timers) timer.unref();
  return () => {
    for (const timer of timers) clearInterval(timer);
  };
}

/** Listening is what a TCP probe would find out; an HTTP probe is taken as one of its port. */
function probedPort({ readinessProbe, ports = [] }: V1Container): number | null {
  const port = readinessProbe?.tcpSocket?.port ?? readinessProbe?.httpGet?.port;
  if (port === undefined) return null;
  if (typeof port === "number") return port;
  return ports.find(({ name }) => name === String(port))?.containerPort ?? Number(port);
}

/** Until it is ready it is looked at often, so that Ready is said at once; afterwards in the probe's own period. */
function watchReadiness({ container, spec, onReady }: Watched, port: number): NodeJS.Timeout {
  const { periodSeconds = 10, failureThreshold = 3 } = spec.readinessProbe ?? {};
  const periodMs = periodSeconds * 1000;
  let isReady = false;
  let misses = 0;
  let lookedAt = 0;
  let searchedAt = 0;
  const listens = (now: number): boolean => {
    if (isListeningAt(container.pid, `${DOORS}/${port}`)) return true;
    if (now - searchedAt < Math.min(periodMs, SEARCH_EVERY_MS)) return false;
    searchedAt = now;
    return isListening(container.pid, port);
  };
  const look = () => {
    const now = performance.now();
    if (isReady && now - lookedAt < periodMs) return;
    lookedAt = now;
    misses = listens(now) ? 0 : misses + 1;
    const next = misses === 0 || (isReady && misses < failureThreshold);
    if (next !== isReady) onReady(next);
    isReady = next;
  };
  return setInterval(look, LOOK_EVERY_MS);
}
