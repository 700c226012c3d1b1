import { describe, expect, it } from "vitest";
import { sinceText, timelineSteps } from "./timelineSteps.ts";

const at = "2031-01-01T00:00:00.000Z";
const fresh = {
  requested_at: at,
  provisioned_at: null,
  reachable_at: null,
  opened_at: null,
  ended_at: null,
  gone_at: null,
  settled_at: null,
};
const states = (timeline: Partial<Record<keyof typeof fresh, string>>, status: string) =>
  Object.fromEntries(
    timelineSteps({ job: { status }, timeline: { ...fresh, ...timeline } }).map(({ id, state }) => [id, state]),
  );

describe("a rental's timeline", () => {
  it("waits for the container and, beside it, for the vault", () => {
    expect(states({}, "creating")).toEqual({
      requested_at: "done",
      provisioned_at: "now",
      reachable_at: "later",
      opened_at: "now",
    });
  });

  it("shows nothing of the end before there is one", () => {
    const running = { provisioned_at: at, reachable_at: at, opened_at: at };
    expect(Object.values(states(running, "running"))).toEqual(["done", "done", "done", "done"]);
  });

  it("says what never happened to a rental that ended on its way", () => {
    expect(states({ ended_at: at }, "stopping")).toEqual({
      requested_at: "done",
      provisioned_at: "never",
      reachable_at: "never",
      opened_at: "never",
      ended_at: "done",
      gone_at: "now",
      settled_at: "later",
    });
  });

  it("counts from the click", () => {
    expect(sinceText(at, "2031-01-01T00:00:03.240Z")).toBe("+3.2 s");
    expect(sinceText(at, "2031-01-01T00:12:05.000Z")).toBe("+12 min 5 s");
    expect(sinceText(at, "2031-01-01T02:12:05.000Z")).toBe("+2 h 12 min");
  });
});
