import type { V1ContainerState, V1ContainerStatus, V1Pod } from "@kubernetes/client-node";
import type { WorkloadFailure, WorkloadObservation } from "@worldland/core/workload";

type Trouble = { readonly failure: WorkloadFailure | null; readonly detail: string | null };

/** What a pod says about its workload; null: there is no pod. Reads typed reasons and exit codes, never prose. */
export function observePod(rentalId: bigint, pod: V1Pod | null): WorkloadObservation {
  if (pod === null) {
    const absent = {
      phase: "absent",
      podUid: null,
      restarts: 0,
      failure: null,
      restartCause: null,
      detail: null,
    } as const;
    return { rentalId, ...absent };
  }
  const container = pod.status?.containerStatuses?.find((status) => status.name === "main");
  const phase = phaseOf(pod);
  const trouble = phase === "ready" || phase === "terminating" ? NO_TROUBLE : troubleOf(pod, container);
  return {
    rentalId,
    phase,
    podUid: pod.metadata?.uid ?? null,
    restarts: container?.restartCount ?? 0,
    failure: trouble.failure,
    restartCause: causeOfEnd(container?.lastState) ?? null,
    detail: trouble.detail,
  };
}

const NO_TROUBLE: Trouble = { failure: null, detail: null };

function phaseOf(pod: V1Pod): Exclude<WorkloadObservation["phase"], "absent"> {
  if (pod.metadata?.deletionTimestamp !== undefined) return "terminating";
  if (pod.status?.phase === "Failed" || pod.status?.phase === "Succeeded") return "failed";
  return conditionOf(pod, "Ready")?.status === "True" ? "ready" : "pending";
}

function troubleOf(pod: V1Pod, container: V1ContainerStatus | undefined): Trouble {
  const { status } = pod;
  if (status?.phase === "Failed" || status?.phase === "Succeeded") {
    return { failure: failureOfEndedPod(status.reason), detail: words(status.reason, status.message) };
  }
  const scheduled = conditionOf(pod, "PodScheduled");
  if (scheduled?.status === "False" && scheduled.reason === "Unschedulable") {
    return { failure: "unschedulable", detail: words(scheduled.reason, scheduled.message) };
  }
  return container === undefined ? installerTrouble(pod) : containerTrouble(container);
}

/** A pod with restartPolicy Always ends only by the kubelet's hand: evicted, shut down, or not admitted at all. */
function failureOfEndedPod(reason: string | undefined): WorkloadFailure {
  const refused = reason === "UnexpectedAdmissionError" || reason === "NodeAffinity" || reason?.startsWith("OutOf");
  return refused ? "unschedulable" : "evicted";
}

const IMAGE_REASONS: ReadonlySet<string> = new Set([
  "ErrImagePull",
  "ImagePullBackOff",
  "InvalidImageName",
  "ErrImageNeverPull",
  "ImageInspectError",
  "RegistryUnavailable",
  "SignatureValidationFailed",
]);

/** The image is there and cannot be run: no such file for its libraries, another architecture, a broken layer. */
const START_REASONS: ReadonlySet<string> = new Set(["CreateContainerError", "RunContainerError", "StartError"]);

function containerTrouble(container: V1ContainerStatus): Trouble {
  const { waiting, terminated } = container.state ?? {};
  if (terminated !== undefined) {
    return { failure: causeOfEnd(container.state) ?? null, detail: words(terminated.reason, terminated.message) };
  }
  if (waiting?.reason === undefined) return NO_TROUBLE;
  const detail = words(waiting.reason, waiting.message);
  if (IMAGE_REASONS.has(waiting.reason)) return { failure: "image_pull", detail };
  if (START_REASONS.has(waiting.reason)) return { failure: "crashed", detail };
  if (waiting.reason === "CrashLoopBackOff") return { failure: causeOfEnd(container.lastState) ?? "crashed", detail };
  return NO_TROUBLE;
}

/** Our own init container in trouble is not the customer's failure: said in words, judged by the start deadline. */
function installerTrouble(pod: V1Pod): Trouble {
  const waiting = pod.status?.initContainerStatuses?.find((status) => status.name === "ssh-install")?.state?.waiting;
  if (waiting?.reason === undefined || waiting.reason === "PodInitializing") return NO_TROUBLE;
  return { failure: null, detail: words(`ssh-install ${waiting.reason}`, waiting.message) };
}

function causeOfEnd(state: V1ContainerState | undefined): "out_of_memory" | "crashed" | undefined {
  const ended = state?.terminated;
  if (ended === undefined) return undefined;
  if (ended.reason === "OOMKilled") return "out_of_memory";
  return ended.exitCode === 0 ? undefined : "crashed";
}

function conditionOf(pod: V1Pod, type: string) {
  return pod.status?.conditions?.find((condition) => condition.type === type);
}

const DETAIL_LIMIT = 500;

function words(reason: string | undefined, message: string | undefined): string | null {
  const text = [reason, message].filter((part) => part !== undefined && part !== "").join(": ");
  return text === "" ? null : text.slice(0, DETAIL_LIMIT);
}
