import type { V1Pod } from "@kubernetes/client-node";
import type { Isolation } from "../pod/isolation.ts";
import { type Api, ApiError, connectApi } from "./api.ts";
import { follow } from "./follow.ts";
import { keepPresent, registerNode } from "./nodePresence.ts";
import type { Machine } from "./nodeSpec.ts";
import { podStatus } from "./podStatus.ts";
import { firstViews, timestamp } from "./podViews.ts";

/** A node whose pods are words: they are said to run, and nothing does. For crowds that no machine could hold. */
const NO_CONTAINERS: Pick<Isolation, "sentence" | "version"> = {
  sentence: "Nothing runs on this node: its pods are simulated.",
  version: "simulated://0",
};

/** No machine of this kind has a kubelet to be asked at. */
const NO_PORT = 1;

/**
 * Registers a node and answers for it: each pod bound to it is ready as soon as it is seen, and gone as soon as it is
 * deleted. `kubeconfig` has the credentials of `system:node:<name>`.
 */
export async function startSimulatedKubelet(kubeconfig: string, machine: Machine): Promise<{ close(): Promise<void> }> {
  const api = connectApi(kubeconfig);
  const presence = { api, machine, isolation: NO_CONTAINERS, kubeletPort: NO_PORT };
  await registerNode(presence);
  const stop = new AbortController();
  const known = new Set<string>();
  const take = (pod: V1Pod) => void answerFor(api, known, pod).catch(unlessStopped);
  const pods = {
    path: "/api/v1/pods",
    query: { fieldSelector: `spec.nodeName=${machine.name}` },
    onList: (items: readonly V1Pod[]) => items.forEach(take),
    onChange: take,
    onDelete: ({ metadata }: V1Pod) => void known.delete(metadata?.uid ?? ""),
  };
  const loops = [keepPresent(presence, stop.signal), follow(api, pods, stop.signal)];
  return {
    async close() {
      stop.abort();
      await Promise.all(loops);
      api.close();
    },
  };

  function unlessStopped(error: unknown): void {
    if (!stop.signal.aborted) console.error(`${machine.name}: ${String(error)}`);
  }
}

/** What a kubelet says of a pod, once each way. A pod that is gone meanwhile wants no answer. */
async function answerFor(api: Api, known: Set<string>, pod: V1Pod): Promise<void> {
  const { uid = "", name, namespace, deletionTimestamp } = pod.metadata ?? {};
  const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
  if (deletionTimestamp !== undefined) {
    const body = { apiVersion: "v1", kind: "DeleteOptions", gracePeriodSeconds: 0, preconditions: { uid } };
    return unlessGone(api.call({ method: "DELETE", path, body }));
  }
  if (known.has(uid)) return;
  known.add(uid);
  await unlessGone(api.call({ method: "PATCH", path: `${path}/status`, body: { status: readyStatus(pod) } }));
}

function readyStatus(pod: V1Pod): object {
  const now = timestamp();
  const view = firstViews(pod, now);
  for (const container of view.main) {
    container.containerId = `simulated://${pod.metadata?.uid}`;
    container.state = { running: { startedAt: now } };
    container.ready = true;
  }
  view.ip = "127.0.0.1";
  view.initialized = true;
  return podStatus(pod, view, now);
}

async function unlessGone(call: Promise<unknown>): Promise<void> {
  await call.catch((error: unknown) => {
    if (!(error instanceof ApiError) || (error.status !== 404 && error.status !== 409)) throw error;
  });
}
