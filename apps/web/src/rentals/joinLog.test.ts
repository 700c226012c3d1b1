import { MOST_LOG_LINES } from "@worldland/core/wire/workload";
import { expect, it } from "vitest";
import { joinLog } from "./joinLog.ts";

const line = (second: number, fraction = "000000000") => ({
  at: `2026-01-01T00:00:${String(second).padStart(2, "0")}.${fraction}Z`,
  text: `line of ${second}.${fraction}`,
});
const log = (...lines: ReturnType<typeof line>[]) => ({ lines, status: "running" as const });

it("adds what came since, once, and takes the newest status", () => {
  const first = joinLog(undefined, log(line(1), line(2)));
  expect(first).toEqual(log(line(1), line(2)));
  const then = joinLog(first, { lines: [line(2), line(2, "000000001"), line(3)], status: "stopping" });
  expect(then).toEqual({ lines: [line(1), line(2), line(2, "000000001"), line(3)], status: "stopping" });
});

it("keeps what was read when the container, and its log with it, is gone", () => {
  expect(joinLog(log(line(1)), { lines: [], status: "stopped" })).toEqual({ lines: [line(1)], status: "stopped" });
});

it("keeps no more than the newest lines", () => {
  const many = Array.from({ length: MOST_LOG_LINES }, (_, index) => line(0, String(index).padStart(9, "0")));
  const { lines } = joinLog(log(...many), log(line(1), line(2)));
  expect(lines.length).toBe(MOST_LOG_LINES);
  expect(lines.at(-1)).toEqual(line(2));
  expect(lines[0]).toEqual(many[2]);
});
