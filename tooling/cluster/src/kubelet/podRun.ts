import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { V1Pod } from "@kubernetes/client-node";
import type { StampedLine } from "../pod/containerLog.ts";
import type { Isolation } from "../pod/isolation.ts";
import type { SimulatedGpu } from "../pod/simulatedGpu.ts";
import type { Container } from "../pod/startContainer.ts";
import { type Api, ApiError } from "./api.ts";
import { type PodScene, runInit, runMain, type Written } from "./containerLife.ts";
import { firstUidOf, type GpuLedger, type IpLedger } from "./ledgers.ts";
import { recordPodEvent } from "./podEvents.ts";
import { type PodView, podStatus } from "./podStatus.ts";
import { firstViews, timestamp } from "./podViews.ts";
import { readQuantity } from "./quantity.ts";
import { removeTree } from "./removeTree.ts";
import { statusReporter } from "./statusReporter.ts";
import type { Used } from "./summary.ts";
import { prepareVolumes, type Volume, VolumeError } from "./volumes.ts";

/** The node a pod runs on. */
export type PodHost = {
  readonly api: Api;
  readonly isolation: Isolation;
  readonly runtime: string;
  readonly nodeName: string;
  /** Folder of all pods of the node. */
  readonly folder: string;
  readonly gpus: GpuLedger;
  readonly ips: IpLedger;
  /** First pause before a restart and before another pull; doubled each time, up to five minutes. */
  readonly backOffMs: number;
};

export type PodRun = {
  /** A newer version of the object; one that is being deleted ends the pod in its grace. */
  update(pod: V1Pod): void;
  /** Ends everything at once and says nothing. `keep`: the volumes stay for another run. */
  kill(keep: boolean): void;
  /** The pod was deleted or killed: every process is gone, and so is what it held. */
  readonly finished: Promise<void>;
  /** The container that serves the pod's ports, while it runs. */
  serving(): Container | null;
  /** A container of the pod by its name, while it runs. */
  container(name: string): Container | null;
  /** What of it is looked at to tell what it uses. */
  used(): Used;
  /** What a container wrote, last run or the one before; null: no such container or run. */
  logs(container: string, previous: boolean): Logs | null;
};

/** What was written so far, line by line; `follow` and `ended` while the container still writes. */
export type Logs = {
  readonly lines: readonly StampedLine[];
  readonly follow: Container["follow"] | null;
  readonly ended: Promise<unknown> | null;
};

/** Runs a pod bound to this node: admission, images, volumes, init containers, main containers, restarts, its end. */
export function runPod(host: PodHost, first: V1Pod): PodRun {
  const { api, nodeName } = host;
  const uid = first.metadata?.uid ?? "";
  const path = `/api/v1/namespaces/${first.metadata?.namespace}/pods/${first.metadata?.name}`;
  const folder = join(host.folder, uid);
  const stop = new AbortController();
  const running = new Map<string, Container>();
  const written = new Map<string, Written>();
  const view: PodView = firstViews(first, timestamp());
  let pod = first;
  let isStopping = false;
  let isSilent = false;
  let keepVolumes = false;
  let graceTimer: NodeJS.Timeout | undefined;
  const stopped = new Promise<void>((resolve) =>
    stop.signal.addEventListener("abort", () => resolve(), { once: true }),
  );
  const reporter = statusReporter(api, path, () => podStatus(pod, view, timestamp()));

  const scene: PodScene = {
    host,
    uid,
    folder,
    view,
    running,
    written,
    pod: () => pod,
    isStopping: () => isStopping,
    report: () => reporter.report(),
    tell,
    pause,
  };

  const finished = live()
    .catch((error) => console.error(`pod ${uid}: ${error instanceof Error ? error.stack : String(error)}`))
    .then(leave);

  return {
    finished,
    update(next) {
      pod = next;
      if (next.metadata?.deletionTimestamp) terminate(next.metadata.deletionGracePeriodSeconds ?? 30);
    },
    kill(keep) {
      isSilent = true;
      keepVolumes = keep;
      reporter.drop();
      terminate(0);
    },
    serving: () => running.get(view.main[0]?.name ?? "") ?? null,
    container: (name) => running.get(name) ?? null,
    used: () => ({ pod, folder, running }),
    logs(name, previous) {
      const entry = written.get(name);
      if (entry === undefined) return null;
      if (previous) return entry.before === null ? null : { lines: entry.before, follow: null, ended: null };
      const { now } = entry;
      if (now === null) return null;
      const isRunning = running.get(name) === now;
      return { lines: now.stampedLogs(), follow: isRunning ? now.follow : null, ended: isRunning ? now.exited : null };
    },
  };

  async function live(): Promise<void> {
    // A version that is being deleted may follow within this turn.
    await Promise.resolve();
    if (isStopping || view.ended !== null) return;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (view.main.length !== 1) return end("Failed", "UnsupportedPod", "The local cluster runs one container a pod.");
    const gpus = takeGpus();
    if (gpus === null) {
      const message = "Allocate failed due to requested number of devices unavailable for nvidia.com/gpu.";
      return end("Failed", "UnexpectedAdmissionError", message);
    }
    view.ip = host.ips.take(uid);
    reporter.report();
    const volumes = await untilVolumes();
    if (volumes === null) return;
    const plan = { gpus, volumes };
    for (const [index, spec] of (pod.spec?.initContainers ?? []).entries()) {
      if (await runInit(scene, spec, at(view.init, index), plan)) continue;
      if (!isStopping) end("Failed", undefined, undefined);
      return;
    }
    view.initialized = true;
    const ended = await runMain(scene, at(pod.spec?.containers ?? [], 0), at(view.main, 0), plan);
    if (ended !== null) end(ended.phase, ended.reason, ended.message);
  }

  async function untilVolumes(): Promise<ReadonlyMap<string, Volume> | null> {
    const owner = host.isolation.rung === "root" ? firstUidOf(uid) : null;
    for (let failures = 0; !isStopping; failures += 1) {
      try {
        return await prepareVolumes(api, pod, join(folder, "volumes"), owner);
      } catch (error) {
        if (!(error instanceof VolumeError) && !(error instanceof ApiError)) throw error;
        if (failures > 2) tell("Warning", "FailedMount", error.message);
        await pause(Math.min(5_000, 20 * 2 ** failures));
      }
    }
    return null;
  }

  /** The same devices for the pod's whole life, also over a restart of the kubelet. */
  function takeGpus(): readonly SimulatedGpu[] | null {
    const count = readQuantity(pod.spec?.containers[0]?.resources?.limits?.["nvidia.com/gpu"]) ?? 0;
    const gpus = host.gpus.take(uid, count);
    if (gpus !== null) writeFileSync(join(folder, GPUS_FILE), JSON.stringify(gpus.map(({ index }) => index)));
    return gpus;
  }

  function terminate(graceS: number): void {
    clearTimeout(graceTimer);
    if (!isStopping && graceS > 0) for (const container of running.values()) container.terminate();
    const isFirst = !isStopping;
    isStopping = true;
    if (isFirst) stop.abort();
    const killAll = () => {
      for (const container of running.values()) container.kill();
    };
    if (graceS <= 0) killAll();
    else graceTimer = setTimeout(killAll, graceS * 1000);
  }

  function end(phase: "Failed" | "Succeeded", reason: string | undefined, message: string | undefined): void {
    view.ended = { phase, ...(reason === undefined ? {} : { reason }), ...(message === undefined ? {} : { message }) };
    if (reason !== undefined) tell("Warning", reason, message ?? reason);
    reporter.report();
  }

  /** Gives back what the pod held; its object goes last, and only when somebody deletes it, for others count on it. */
  async function leave(): Promise<void> {
    clearTimeout(graceTimer);
    host.gpus.release(uid);
    host.ips.release(uid);
    if (!keepVolumes) await removeTree(host.isolation, folder);
    await stopped;
    if (isSilent) return;
    await reporter.finish();
    await finalise();
  }

  /** Says that the deleted pod is no more: grace 0, in the body, for the server reads no other place. */
  async function finalise(): Promise<void> {
    const body = { apiVersion: "v1", kind: "DeleteOptions", gracePeriodSeconds: 0, preconditions: { uid } };
    for (let failures = 0; !isSilent; failures += 1) {
      try {
        await api.call({ method: "DELETE", path, body });
        return;
      } catch (error) {
        if (error instanceof ApiError && (error.status === 404 || error.status === 409)) return;
        await sleep(Math.min(5_000, 50 * 2 ** failures));
      }
    }
  }

  function tell(type: "Normal" | "Warning", reason: string, message: string): void {
    if (!isSilent) recordPodEvent(api, pod, nodeName, { type, reason, message });
  }

  async function pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: stop.signal }).catch(() => undefined);
  }
}

/** Where a pod's devices are noted, in its folder. */
export const GPUS_FILE = "gpus.json";

/** The devices a pod of an earlier run held; none when that cannot be told. */
export function notedGpus(folder: string): readonly number[] {
  try {
    const indexes: unknown = JSON.parse(readFileSync(join(folder, GPUS_FILE), "utf8"));
    return Array.isArray(indexes) ? indexes.filter((index) => Number.isInteger(index)) : [];
  } catch {
    return [];
  }
}

function at<T>(list: readonly T[], index: number): T {
  const item = list[index];
  if (item === undefined) throw new Error(`nothing at ${index}`);
  return item;
}
