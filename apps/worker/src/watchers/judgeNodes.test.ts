import { expect, test } from "vitest";
import type { LeaseWatch } from "../deps.ts";
import { verdictOf } from "./judgeNodes.ts";

/** Looks at these moments (seconds) at these renewals; what would be recorded at each. */
function verdicts(looks: readonly (readonly [number, string | null])[]) {
  let before: LeaseWatch | undefined;
  return looks.map(([second, renewTime]) => {
    const { sinceMs, recorded, isNew } = verdictOf(before, renewTime, second * 1000);
    before = { renewTime, sinceMs, recorded };
    return isNew ? recorded : null;
  });
}

test("a lease that moves is alive, told once", () => {
  expect(
    verdicts([
      [0, "a"],
      [10, "b"],
      [20, "c"],
    ]),
  ).toEqual([null, "alive", null]);
});

test("a lease that stands still for more than 40 s is lost, told once, and alive as soon as it moves", () => {
  const looks = [
    [0, "a"],
    [10, "b"],
    [50, "b"],
    [51, "b"],
    [60, "b"],
    [61, "c"],
  ] as const;
  expect(verdicts(looks)).toEqual([null, "alive", null, "lost", null, "alive"]);
});

test("a worker that starts beside a dead node does not take it for alive", () => {
  expect(
    verdicts([
      [0, "a"],
      [39, "a"],
      [41, "a"],
    ]),
  ).toEqual([null, null, "lost"]);
});

test("a node without a lease, or one that vanished, is lost like one that is silent", () => {
  expect(
    verdicts([
      [0, "a"],
      [5, "b"],
      [10, null],
      [46, null],
    ]),
  ).toEqual([null, "alive", null, "lost"]);
});
