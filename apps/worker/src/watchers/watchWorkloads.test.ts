import type { WorkloadObservation } from "@worldland/core/workload";
import { expect, test } from "vitest";
import { newFailure } from "./watchWorkloads.ts";

const ready: WorkloadObservation = {
  rentalId: 1n,
  phase: "ready",
  podUid: "pod-1",
  restarts: 0,
  failure: null,
  restartCause: null,
  detail: null,
};
const waiting: WorkloadObservation = { ...ready, phase: "pending", failure: "out_of_memory" };
const restarted: WorkloadObservation = { ...ready, restarts: 1, restartCause: "out_of_memory" };

test("a crash counts once, whether or not the moment before its restart was seen", () => {
  expect(newFailure(restarted, ready)).toBe("out_of_memory");
  expect(newFailure(waiting, ready)).toBe("out_of_memory");
  expect(newFailure(waiting, waiting)).toBeNull();
  expect(newFailure(restarted, waiting)).toBeNull();
  expect(newFailure(restarted, restarted)).toBeNull();
  expect(newFailure({ ...restarted, restarts: 2 }, restarted)).toBe("out_of_memory");
});

test("a restart that nothing of its own caused is no failure", () => {
  expect(newFailure({ ...restarted, restartCause: null }, ready)).toBeNull();
});

test("a worker that starts does not count old crashes again, nor another pod's", () => {
  expect(newFailure(restarted, undefined)).toBeNull();
  expect(newFailure(waiting, undefined)).toBeNull();
  expect(newFailure({ ...restarted, podUid: "pod-2" }, ready)).toBeNull();
});

test("what keeps a pod from running counts when it begins", () => {
  const pulling: WorkloadObservation = { ...ready, phase: "pending", failure: "image_pull" };
  expect(newFailure(pulling, undefined)).toBe("image_pull");
  expect(newFailure(pulling, { ...ready, phase: "pending" })).toBe("image_pull");
  expect(newFailure(pulling, pulling)).toBeNull();
});
