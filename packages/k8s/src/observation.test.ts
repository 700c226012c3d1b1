import type { V1ContainerStatus, V1Pod, V1PodStatus } from "@kubernetes/client-node";
import { describe, expect, it } from "vitest";
import { observePod } from "./observation.ts";

const RENTAL = 7n;

function pod(status: V1PodStatus, metadata: V1Pod["metadata"] = {}): V1Pod {
  return { metadata: { uid: "uid-1", ...metadata }, status };
}

function container(change: Partial<V1ContainerStatus>): V1PodStatus {
  const status = { name: "main", image: "", imageID: "", ready: false, restartCount: 0, ...change };
  return { phase: "Running", containerStatuses: [status] };
}

describe("a look at a pod", () => {
  it("without a pod is absent", () => {
    expect(observePod(RENTAL, null)).toMatchObject({ rentalId: RENTAL, phase: "absent", podUid: null, failure: null });
  });

  it("is ready only by its Ready condition", () => {
    expect(observePod(RENTAL, pod({ phase: "Running" })).phase).toBe("pending");
    const ready = pod({ phase: "Running", conditions: [{ type: "Ready", status: "True" }] });
    expect(observePod(RENTAL, ready)).toMatchObject({ phase: "ready", failure: null, podUid: "uid-1" });
    const ending = { ...ready, metadata: { ...ready.metadata, deletionTimestamp: new Date(0) } };
    expect(observePod(RENTAL, ending).phase).toBe("terminating");
  });

  it.each<[string, V1PodStatus, object]>([
    [
      "no node has what it needs",
      {
        phase: "Pending",
        conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message: "m" }],
      },
      { phase: "pending", failure: "unschedulable", detail: "Unschedulable: m" },
    ],
    [
      "its image cannot be had",
      container({ state: { waiting: { reason: "ImagePullBackOff", message: "m" } } }),
      { failure: "image_pull", detail: "ImagePullBackOff: m" },
    ],
    [
      "it took too much memory",
      container({ restartCount: 1, state: { terminated: { exitCode: 137, reason: "OOMKilled" } } }),
      { failure: "out_of_memory", restarts: 1 },
    ],
    [
      "it took too much memory again and again",
      container({
        restartCount: 2,
        state: { waiting: { reason: "CrashLoopBackOff" } },
        lastState: { terminated: { exitCode: 137, reason: "OOMKilled" } },
      }),
      { failure: "out_of_memory", restartCause: "out_of_memory", restarts: 2 },
    ],
    [
      "its program ends at once",
      container({ state: { waiting: { reason: "CrashLoopBackOff" } }, lastState: { terminated: { exitCode: 3 } } }),
      { failure: "crashed", restartCause: "crashed" },
    ],
    [
      "it cannot be started",
      container({ state: { waiting: { reason: "RunContainerError" } } }),
      { failure: "crashed" },
    ],
    ["it was evicted", { phase: "Failed", reason: "Evicted" }, { phase: "failed", failure: "evicted" }],
    ["its node did not admit it", { phase: "Failed", reason: "OutOfnvidia.com/gpu" }, { failure: "unschedulable" }],
    [
      "our own installer is in trouble",
      {
        phase: "Pending",
        initContainerStatuses: [
          {
            name: "ssh-install",
            image: "",
            imageID: "",
            ready: false,
            restartCount: 0,
            state: { waiting: { reason: "ErrImagePull" } },
          },
        ],
      },
      { failure: null, detail: "ssh-install ErrImagePull" },
    ],
  ])("says why it does not run: %s", (_why, status, seen) => {
    expect(observePod(RENTAL, pod(status))).toMatchObject(seen);
  });

  it("remembers a crash after the restart, and no end that was none", () => {
    const back = container({ ready: true, restartCount: 1, lastState: { terminated: { exitCode: 1 } } });
    expect(observePod(RENTAL, pod(back))).toMatchObject({ failure: null, restartCause: "crashed" });
    const quiet = container({ restartCount: 1, lastState: { terminated: { exitCode: 0 } } });
    expect(observePod(RENTAL, pod(quiet)).restartCause).toBe(null);
  });

  it("never quotes more than a few hundred characters", () => {
    const long = container({ state: { waiting: { reason: "ErrImagePull", message: "x".repeat(10_000) } } });
    expect(observePod(RENTAL, pod(long)).detail?.length).toBe(500);
  });
});
