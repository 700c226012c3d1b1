import { expect, it } from "vitest";
import { joinSteps } from "./joinSteps.ts";

const states = (state: Parameters<typeof joinSteps>[0]) => joinSteps(state).map((step) => step.state);

it("follows a node from its line until it earns", () => {
  expect(states("ready")).toEqual(["done", "now", "later", "later"]);
  expect(states("joined")).toEqual(["done", "done", "now", "later"]);
  expect(states("approved")).toEqual(["done", "done", "done", "now"]);
  expect(states("earning")).toEqual(["done", "done", "done", "done"]);
});

it("says where a line that nobody used failed", () => {
  expect(states("expired")).toEqual(["done", "failed", "later", "later"]);
});
