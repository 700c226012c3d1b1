import type { V1Pod } from "@kubernetes/client-node";

/** Instants are RFC 3339 text in whole seconds, as Kubernetes writes them. */
export type ContainerState =
  | { readonly waiting: { readonly reason: string; readonly message?: string } }
  | { readonly running: { readonly startedAt: string } }
  | { readonly terminated: Terminated };

export type Terminated = {
  readonly exitCode: number;
  readonly reason: string;
  readonly message?: string;
  readonly startedAt: string;
  readonly finishedAt: string;
};

export type ContainerView = {
  readonly name: string;
  readonly image: string;
  imageId: string;
  containerId: string;
  restartCount: number;
  ready: boolean;
  state: ContainerState;
  lastState: ContainerState | null;
};

/** What a kubelet knows of one pod. */
export type PodView = {
  readonly startedAt: string;
  ip: string | null;
  /** Set when the pod as a whole has ended. */
  ended: { readonly phase: "Failed" | "Succeeded"; readonly reason?: string; readonly message?: string } | null;
  initialized: boolean;
  readonly init: readonly ContainerView[];
  readonly main: readonly ContainerView[];
};

type Condition = { type: string; status: string; lastTransitionTime: string; reason?: string; message?: string };

/** The status to report: the scheduler's condition is kept, ours keep the time of their last change. */
export function podStatus(pod: V1Pod, view: PodView, now: string): object {
  const known = (pod.status?.conditions ?? []) as readonly {
    type: string;
    status: string;
    lastTransitionTime?: unknown;
  }[];
  const mainReady = view.main.every(({ ready }) => ready) && view.ended === null;
  const condition = (type: string, holds: boolean, reason?: string): Condition => {
    const status = holds ? "True" : "False";
    const before = known.find((one) => one.type === type && one.status === status);
    const lastTransitionTime = before?.lastTransitionTime ? String(before.lastTransitionTime) : now;
    return { type, status, lastTransitionTime, ...(holds || reason === undefined ? {} : { reason }) };
  };
  const own = [
    condition("PodReadyToStartContainers", view.ip !== null && view.ended === null),
    condition("Initialized", view.initialized, "ContainersNotInitialized"),
    condition("Ready", mainReady, view.ended === null ? "ContainersNotReady" : "PodCompleted"),
    condition("ContainersReady", mainReady, view.ended === null ? "ContainersNotReady" : "PodCompleted"),
  ];
  const others = known.filter(({ type }) => !own.some((mine) => mine.type === type));
  return {
    phase: view.ended?.phase ?? (view.main.some(hasRun) ? "Running" : "Pending"),
    reason: view.ended?.reason ?? null,
    message: view.ended?.message ?? null,
    conditions: [...others, ...own],
    hostIP: "127.0.0.1",
    hostIPs: [{ ip: "127.0.0.1" }],
    podIP: view.ip,
    podIPs: view.ip === null ? null : [{ ip: view.ip }],
    startTime: view.startedAt,
    initContainerStatuses: view.init.length === 0 ? null : view.init.map((one) => containerStatus(one)),
    containerStatuses: view.main.map((one) => containerStatus(one)),
  };
}

/** A pod is Running from the first start of a container on, also while that waits to be started again. */
function hasRun({ state, restartCount }: ContainerView): boolean {
  return "running" in state || "terminated" in state || restartCount > 0;
}

function containerStatus(view: ContainerView): object {
  return {
    name: view.name,
    image: view.image,
    imageID: view.imageId,
    containerID: view.containerId,
    restartCount: view.restartCount,
    ready: view.ready,
    started: "running" in view.state,
    state: view.state,
    lastState: view.lastState ?? {},
  };
}
