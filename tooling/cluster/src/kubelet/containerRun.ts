import { chmodSync, copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { V1Container, V1Pod } from "@kubernetes/client-node";
import type { Isolation } from "../pod/isolation.ts";
import type { LocalImage } from "../pod/localImages.ts";
import type { SimulatedGpu } from "../pod/simulatedGpu.ts";
import { type Container, startContainer } from "../pod/startContainer.ts";
import type { Api } from "./api.ts";
import { containerEnv, hostnameOf } from "./containerEnv.ts";
import { firstUidOf } from "./ledgers.ts";
import { motd } from "./motd.ts";
import { readQuantity } from "./quantity.ts";
import { removeTree } from "./removeTree.ts";
import { type Volume, VolumeError } from "./volumes.ts";
import { watchContainer } from "./watchContainer.ts";

/** How a container ended. `evicted`: it used more storage than it may, and the pod is to go. */
export type End = {
  readonly exitCode: number;
  readonly cause: "exit" | "out_of_memory" | "evicted" | "not_started";
  readonly message: string | null;
};

export type ContainerPlan = {
  readonly api: Api;
  readonly isolation: Isolation;
  readonly runtime: string;
  readonly nodeName: string;
  readonly pod: V1Pod;
  readonly spec: V1Container;
  readonly image: LocalImage;
  readonly podIp: string;
  readonly gpus: readonly SimulatedGpu[];
  readonly volumes: ReadonlyMap<string, Volume>;
  /** Folder of the pod; the container gets one of its own in it. */
  readonly folder: string;
  readonly attempt: number;
  onStarted(container: Container): void;
  onReady(ready: boolean): void;
};

/** Starts a container and waits for its end. Throws `VolumeError` for a bad configuration. */
export async function runContainer(plan: ContainerPlan): Promise<End> {
  const { isolation, pod, spec, gpus } = plan;
  if (plan.image.recipe === "ssh" && !spec.command && !spec.args) return installEntry(plan);
  const directory = join(plan.folder, `${spec.name}-${plan.attempt}`);
  const memoryBytes = readQuantity(spec.resources?.limits?.memory);
  const env = await containerEnv(plan.api, pod, spec, gpus);
  rmSync(directory, { recursive: true, force: true });
  const container = await startContainer(isolation, {
    directory,
    hostname: hostnameOf(pod),
    podIp: plan.podIp,
    command: [...(spec.command ?? (spec.args ? [] : ["/bin/bash"])), ...(spec.args ?? [])],
    workingDir: spec.workingDir ?? "/root",
    env,
    mounts: mountsOf(plan),
    gpus,
    motd: motd({ image: spec.image ?? "", nodeName: plan.nodeName, gpus }),
    memoryBytes,
    firstUid: firstUidOf(pod.metadata?.uid ?? ""),
    runtime: plan.runtime,
  });
  let cause = "exit" as End["cause"];
  let message: string | null = null;
  const endFor = (why: End["cause"], said: string) => {
    if (cause !== "exit") return;
    cause = why;
    message = said;
    container.kill();
  };
  const stopWatching = watchContainer({
    container,
    spec,
    folder: plan.folder,
    memoryBytes,
    storageBytes: readQuantity(spec.resources?.limits?.["ephemeral-storage"]),
    onReady: plan.onReady,
    onOutOfMemory: (used) => endFor("out_of_memory", `The container used ${mebibytes(used)} MiB of memory.`),
    onOutOfStorage: (used) =>
      endFor("evicted", `Pod ephemeral local storage usage of ${mebibytes(used)} MiB exceeds the total limit.`),
  });
  plan.onStarted(container);
  const { exitCode } = await container.exited;
  stopWatching();
  await removeTree(isolation, directory);
  const failed = exitCode === 125 && container.logs().includes("sandbox:");
  if (failed && cause === "exit") return { exitCode: 128, cause: "not_started", message: container.logs().trim() };
  // Whoever is killed for his memory ends as a process killed by the kernel would, whatever unshare made of it.
  return { exitCode: cause === "out_of_memory" ? KILLED : exitCode, cause, message };
}

const KILLED = 137;

function mebibytes(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}

function mountsOf({ spec, volumes }: ContainerPlan) {
  return (spec.volumeMounts ?? []).map(({ name, mountPath, readOnly, subPath }) => {
    const volume = volumes.get(name);
    if (volume === undefined) throw new VolumeError(`there is no volume "${name}"`);
    if (subPath) throw new VolumeError(`subPath of volume "${name}" is not served by the local cluster`);
    return { source: volume.path, target: mountPath, readOnly: volume.readOnly || readOnly === true };
  });
}

/**
 * What the ssh image's own command does: puts the entry program in the volume at /worldland. The name is removed first
 * and then made anew, so that nothing a container left there is followed.
 */
function installEntry({ runtime, spec, volumes }: ContainerPlan): End {
  const mount = spec.volumeMounts?.find(({ mountPath }) => mountPath === "/worldland");
  const volume = mount && volumes.get(mount.name);
  if (!volume) return { exitCode: 1, cause: "exit", message: "The ssh image wants a volume at /worldland." };
  const entry = join(volume.path, "entry");
  rmSync(entry, { force: true, recursive: true });
  copyFileSync(join(runtime, "entry.sh"), entry);
  chmodSync(entry, 0o755);
  return { exitCode: 0, cause: "exit", message: null };
}
