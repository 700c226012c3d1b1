import type { ExtensionProgressView, ExtensionState } from "@worldland/core/wire/extension";
import { EXTENSION_STATES } from "@worldland/core/wire/extension";
import { expect, it } from "vitest";
import { extensionSteps, failureSentence, hasFailed } from "./extensionSteps.ts";

const extension = (state: ExtensionState): ExtensionProgressView => ({
  ...{ duration_hours: 2, hold_wei: "1", ends_at: null, asked_at: "2031-01-01T00:00:00Z", paid_from: "wallet" },
  ...{ state, reason: null, hash: null, block: state === "seen" ? 7 : null },
});
const states = (state: ExtensionState) => extensionSteps(extension(state)).map((step) => step.state);

it("goes from the signature over its block to its depth, one step under way at a time", () => {
  expect(states("signing")).toEqual(["now", "later", "later", "later"]);
  expect(states("waiting")).toEqual(["done", "now", "later", "later"]);
  expect(states("sent")).toEqual(["done", "done", "now", "later"]);
  expect(states("seen")).toEqual(["done", "done", "done", "now"]);
  expect(states("final")).toEqual(["done", "done", "done", "done"]);
  expect(extensionSteps(extension("seen"))[2]?.title).toBe("Seen in block 7: the term has moved");
});

it("says where it failed, and why", () => {
  for (const state of EXTENSION_STATES) expect(states(state).includes("failed")).toBe(hasFailed(state));
  expect(failureSentence({ state: "refused", reason: "InsufficientBalance" })).toBe(
    "The vault refused the extension (InsufficientBalance).",
  );
});
