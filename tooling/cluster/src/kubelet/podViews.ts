import type { V1Container, V1ContainerStatus, V1Pod } from "@kubernetes/client-node";
import type { ContainerView, PodView } from "./podStatus.ts";

/**
 * What a kubelet starts from: nothing has run, or what the pod's status says of an earlier kubelet's time. Containers
 * that ran then have died with it.
 */
export function firstViews(pod: V1Pod, now: string): PodView {
  const { status, spec } = pod;
  const startedAt = status?.startTime ? String(status.startTime) : now;
  return {
    startedAt,
    ip: null,
    ended: status?.phase === "Failed" || status?.phase === "Succeeded" ? { phase: status.phase } : null,
    initialized: false,
    init: (spec?.initContainers ?? []).map((container) => freshView(container, "PodInitializing", undefined, now)),
    main: (spec?.containers ?? []).map((container) => {
      const known = status?.containerStatuses?.find(({ name }) => name === container.name);
      const reason = spec?.initContainers?.length ? "PodInitializing" : "ContainerCreating";
      return freshView(container, reason, known, now);
    }),
  };
}

function freshView(
  { name, image = "" }: V1Container,
  reason: string,
  known: V1ContainerStatus | undefined,
  now: string,
): ContainerView {
  const waiting = { waiting: { reason } };
  const blank = {
    name,
    image,
    imageId: "",
    containerId: "",
    restartCount: 0,
    ready: false,
    state: waiting,
    lastState: null,
  };
  if (!known?.containerID) return blank;
  const running = known.state?.running;
  const startedAt = running?.startedAt ? String(running.startedAt) : now;
  const message = "The node was restarted, and the container with it.";
  return {
    ...blank,
    restartCount: known.restartCount + 1,
    lastState: { terminated: { exitCode: 137, reason: "Error", message, startedAt, finishedAt: now } },
  };
}

/** Now, as Kubernetes writes it: RFC 3339 in whole seconds. */
export function timestamp(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, "Z");
}
