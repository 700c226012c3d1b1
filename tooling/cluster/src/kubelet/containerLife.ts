import type { V1Container, V1Pod } from "@kubernetes/client-node";
import type { StampedLine } from "../pod/containerLog.ts";
import { findLocalImage, type LocalImage } from "../pod/localImages.ts";
import type { SimulatedGpu } from "../pod/simulatedGpu.ts";
import type { Container } from "../pod/startContainer.ts";
import { type End, runContainer } from "./containerRun.ts";
import type { PodHost } from "./podRun.ts";
import type { ContainerView, PodView } from "./podStatus.ts";
import { timestamp } from "./podViews.ts";
import { type Volume, VolumeError } from "./volumes.ts";

/** A pod as its containers see it. */
export type PodScene = {
  readonly host: PodHost;
  readonly uid: string;
  readonly folder: string;
  readonly view: PodView;
  /** Its newest version. */
  pod(): V1Pod;
  /** Whether it is ending: nothing is started any more. */
  isStopping(): boolean;
  readonly running: Map<string, Container>;
  readonly written: Map<string, Written>;
  /** Tells the API server how things stand, soon. */
  report(): void;
  tell(type: "Normal" | "Warning", reason: string, message: string): void;
  /** Until the time is over or the pod is ending. */
  pause(ms: number): Promise<void>;
};

/** What a container wrote: of its present run, and of the one before. */
export type Written = { readonly now: Container | null; readonly before: readonly StampedLine[] | null };

export type Plan = { readonly gpus: readonly SimulatedGpu[]; readonly volumes: ReadonlyMap<string, Volume> };

/** How a pod as a whole ended by itself; null: it was told to end. */
export type PodEnd = NonNullable<PodView["ended"]>;

const MAX_BACK_OFF_MS = 300_000;
const STABLE_AFTER_MS = 600_000;

/** Runs an init container to its success. False: the pod is ending, or has failed. */
export async function runInit(scene: PodScene, spec: V1Container, container: ContainerView, plan: Plan) {
  for (let failures = 0; !scene.isStopping(); failures += 1) {
    const result = await runOnce(scene, spec, container, { ...plan, gpus: [] });
    if (result === null) return false;
    if (result.exitCode === 0) {
      container.ready = true;
      return true;
    }
    if (scene.pod().spec?.restartPolicy === "Never") return false;
    await pauseBeforeRestart(scene, container, failures);
  }
  return false;
}

/** Runs the main container, again and again as the pod's policy says. */
export async function runMain(
  scene: PodScene,
  spec: V1Container,
  container: ContainerView,
  plan: Plan,
): Promise<PodEnd | null> {
  for (let failures = 0; !scene.isStopping(); ) {
    const startedAt = performance.now();
    const result = await runOnce(scene, spec, container, plan);
    if (result === null || scene.isStopping()) return null;
    if (result.cause === "evicted") return { phase: "Failed", reason: "Evicted", message: result.message ?? "" };
    const policy = scene.pod().spec?.restartPolicy ?? "Always";
    if (policy === "Never" || (policy === "OnFailure" && result.exitCode === 0))
      return { phase: result.exitCode === 0 ? "Succeeded" : "Failed" };
    if (performance.now() - startedAt > STABLE_AFTER_MS) failures = 0;
    await pauseBeforeRestart(scene, container, failures);
    failures += 1;
  }
  return null;
}

/** One run of one container, from its image to its end; null: the pod is ending and nothing was run. */
async function runOnce(scene: PodScene, spec: V1Container, container: ContainerView, plan: Plan): Promise<End | null> {
  const { host, uid, folder, running, written } = scene;
  const image = await untilImage(scene, spec, container);
  if (image === null || scene.isStopping()) return null;
  let startedAt = timestamp();
  const before = written.get(spec.name)?.now?.stampedLogs() ?? null;
  try {
    const result = await runContainer({
      ...host,
      ...plan,
      pod: scene.pod(),
      spec,
      image,
      folder,
      podIp: scene.view.ip ?? "",
      attempt: container.restartCount,
      onReady(ready) {
        container.ready = ready;
        scene.report();
      },
      onStarted(started) {
        running.set(spec.name, started);
        written.set(spec.name, { now: started, before });
        startedAt = timestamp();
        container.containerId = `worldland://${uid}/${spec.name}/${container.restartCount}`;
        container.imageId = `${image.repository}@${image.digest}`;
        container.state = { running: { startedAt } };
        scene.report();
        if (scene.isStopping()) started.kill();
      },
    });
    noteEnd(scene, container, result, startedAt);
    return result;
  } catch (error) {
    const reason = error instanceof VolumeError ? "CreateContainerConfigError" : "CreateContainerError";
    const message = error instanceof Error ? error.message : String(error);
    container.state = { waiting: { reason, message } };
    scene.tell("Warning", "Failed", message);
    return { exitCode: 128, cause: "not_started", message };
  } finally {
    running.delete(spec.name);
    container.ready = false;
    scene.report();
  }
}

function noteEnd(scene: PodScene, container: ContainerView, result: End, startedAt: string): void {
  const { exitCode, message } = result;
  const reason = reasonOf(result);
  const said = message === null ? {} : { message };
  container.state = { terminated: { exitCode, reason, ...said, startedAt, finishedAt: timestamp() } };
  if (exitCode !== 0) scene.tell("Warning", reason, message ?? `Container ${container.name} exited.`);
}

function reasonOf({ cause, exitCode }: End): string {
  if (cause === "out_of_memory") return "OOMKilled";
  if (cause === "not_started") return "StartError";
  return exitCode === 0 ? "Completed" : "Error";
}

/** The first restart is at once, the next ones later and later. */
async function pauseBeforeRestart(scene: PodScene, container: ContainerView, failures: number): Promise<void> {
  const wasStarted = "terminated" in container.state;
  if (wasStarted) container.lastState = container.state;
  if (failures > 0 || !wasStarted) {
    const pauseMs = Math.min(MAX_BACK_OFF_MS, scene.host.backOffMs * 2 ** Math.max(0, failures - 1));
    if (wasStarted) {
      const message = `back-off ${Math.round(pauseMs / 1000)}s restarting failed container=${container.name}`;
      container.state = { waiting: { reason: "CrashLoopBackOff", message } };
      scene.tell("Warning", "BackOff", message);
    }
    scene.report();
    await scene.pause(pauseMs);
  }
  if (wasStarted) container.restartCount += 1;
}

/** The image of the local registry; a name it does not have is asked for again and again, as anywhere. */
async function untilImage(scene: PodScene, spec: V1Container, container: ContainerView): Promise<LocalImage | null> {
  const { backOffMs } = scene.host;
  for (let failures = 0; !scene.isStopping(); failures += 1) {
    const image = findLocalImage(spec.image ?? "");
    if (image !== null) return image;
    const message = `failed to pull image "${spec.image}": not found in the local registry`;
    container.state = { waiting: { reason: "ErrImagePull", message } };
    scene.tell("Warning", "Failed", message);
    scene.report();
    await scene.pause(Math.min(1_000, backOffMs));
    container.state = { waiting: { reason: "ImagePullBackOff", message: `Back-off pulling image "${spec.image}"` } };
    scene.report();
    await scene.pause(Math.min(MAX_BACK_OFF_MS, backOffMs * 2 ** failures));
  }
  return null;
}
