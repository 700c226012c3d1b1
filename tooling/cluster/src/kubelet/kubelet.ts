import { mkdirSync, readdirSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { V1Pod } from "@kubernetes/client-node";
import type { Isolation } from "../pod/isolation.ts";
import { processesNaming } from "../pod/processes.ts";
import { simulatedGpus } from "../pod/simulatedGpu.ts";
import { connectApi } from "./api.ts";
import { follow } from "./follow.ts";
import { serveKubelet } from "./kubeletServer.ts";
import { gpuLedger, ipLedger } from "./ledgers.ts";
import { keepPresent, registerNode } from "./nodePresence.ts";
import type { Machine } from "./nodeSpec.ts";
import { notedGpus, type PodHost, type PodRun, runPod } from "./podRun.ts";
import { removeTree } from "./removeTree.ts";
import { usageSummary } from "./summary.ts";

export type KubeletOptions = {
  /** Credentials of `system:node:<name>`. */
  readonly kubeconfig: string;
  readonly machine: Machine;
  readonly isolation: Isolation;
  /** Folder of the SSH program, from `stageRuntime`. */
  readonly runtime: string;
  /** The node's own folder. Only one kubelet at a time may use it. */
  readonly stateDir: string;
  /** First pause before a container is restarted again; as a real kubelet's unless a test is in a hurry. */
  readonly backOffMs?: number;
};

export type Kubelet = {
  readonly name: string;
  /** Joins an accepted, paused connection to a port of a pod of this node. False: there is no such running pod. */
  relay(podUid: string, port: number, socket: Socket): boolean;
  /** Ends all pods and falls silent; volumes stay for the next start. */
  close(): Promise<void>;
  /** Power loss: pods die, the lease is renewed no more, and nobody is told. */
  cutPower(): Promise<void>;
};

const BACK_OFF_MS = 10_000;

/** Registers the node, takes up the pods bound to it, and keeps both going. Resolves when the node has said it is ready. */
export async function startKubelet(options: KubeletOptions): Promise<Kubelet> {
  const { machine, isolation, runtime } = options;
  const podsFolder = join(options.stateDir, "pods");
  mkdirSync(podsFolder, { recursive: true, mode: 0o711 });
  await killLeftovers(podsFolder);
  const api = connectApi(options.kubeconfig);
  const host: PodHost = {
    api,
    isolation,
    runtime,
    nodeName: machine.name,
    folder: podsFolder,
    gpus: gpuLedger(simulatedGpus(machine.name, machine.gpu)),
    ips: ipLedger(machine.name),
    backOffMs: options.backOffMs ?? BACK_OFF_MS,
  };
  const stop = new AbortController();
  const pods = new Map<string, PodRun>();
  const summary = usageSummary(machine.name);
  const server = await serveKubelet(machine.name, api.caPem, byName, () =>
    summary([...pods.values()].map((run) => run.used())),
  );
  const names = new Map<string, string>();
  const presence = { api, machine, isolation, kubeletPort: server.port };
  await registerNode(presence);
  const loops = [keepPresent(presence, stop.signal), follow(api, podsOfNode(), stop.signal)];

  return {
    name: machine.name,
    relay(podUid, port, socket) {
      const container = pods.get(podUid)?.serving();
      if (!container) return false;
      container.relay(port, socket);
      return true;
    },
    close: () => end(true),
    cutPower: () => end(false),
  };

  function podsOfNode() {
    return {
      path: "/api/v1/pods",
      query: { fieldSelector: `spec.nodeName=${machine.name}` },
      onList(items: readonly V1Pod[]) {
        const there = new Set(items.map(({ metadata }) => metadata?.uid ?? ""));
        // Devices of earlier pods first, so that none of them is given to a newcomer.
        for (const uid of there) host.gpus.restore(uid, notedGpus(join(podsFolder, uid)));
        for (const [uid, run] of pods) if (!there.has(uid)) run.kill(false);
        for (const uid of readdirSync(podsFolder)) {
          if (!there.has(uid) && !pods.has(uid))
            void removeTree(isolation, join(podsFolder, uid)).catch(() => undefined);
        }
        for (const pod of items) take(pod);
      },
      onChange: take,
      onDelete: (pod: V1Pod) => pods.get(pod.metadata?.uid ?? "")?.kill(false),
    };
  }

  function take(pod: V1Pod): void {
    const uid = pod.metadata?.uid ?? "";
    const known = pods.get(uid);
    known?.update(pod);
    if (known || stop.signal.aborted) return;
    const run = runPod(host, pod);
    const key = `${pod.metadata?.namespace}/${pod.metadata?.name}`;
    pods.set(uid, run);
    names.set(key, uid);
    if (pod.metadata?.deletionTimestamp) run.update(pod);
    void run.finished.finally(() => {
      pods.delete(uid);
      if (names.get(key) === uid) names.delete(key);
    });
  }

  function byName(namespace: string, name: string): PodRun | null {
    return pods.get(names.get(`${namespace}/${name}`) ?? "") ?? null;
  }

  async function end(keepVolumes: boolean): Promise<void> {
    stop.abort();
    for (const run of pods.values()) run.kill(keepVolumes);
    await Promise.all([...[...pods.values()].map((run) => run.finished), ...loops, server.close()]);
    api.close();
  }
}

/** Containers die with the process that started them; one that was itself killed in the act may have left some. */
async function killLeftovers(podsFolder: string): Promise<void> {
  for (let tries = 0; tries < 50; tries += 1) {
    const left = processesNaming(`${podsFolder}/`);
    if (left.length === 0) return;
    for (const pid of left) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It has just ended by itself.
      }
    }
    await sleep(20);
  }
}
