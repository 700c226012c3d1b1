import { expect, test } from "vitest";
import { agreedHistory } from "./histories.ts";
import { drawHistory, type Step } from "./history.ts";

// That the contract comes to the same integers is tested by packages/contracts/test/Differential.t.sol on the vectors
// which writeVectors() makes of such histories before forge runs.

const SEEDS = Array.from({ length: 200 }, (_, index) => BigInt(index));

test("core and the model come to the same balances, holds and seconds", () => {
  for (const seed of SEEDS) agreedHistory(seed);
});

test("the same seed draws the same history", () => {
  expect(drawHistory(7n)).toEqual(drawHistory(7n));
  expect(drawHistory(7n)).not.toEqual(drawHistory(8n));
});

test("histories hold every kind of move, accepted and refused, and most refusals the vault knows", () => {
  const steps = SEEDS.flatMap((seed) => drawHistory(seed).steps);
  const kinds = (wanted: (step: Step) => boolean) => new Set(steps.filter(wanted).map(({ move }) => move.kind));
  expect(kinds(({ refusals }) => refusals.length === 0).size).toBe(11);
  expect(kinds(({ refusals }) => refusals.length > 0)).toContain("settle");
  const refusals = new Set(steps.flatMap((step) => step.refusals));
  expect([...refusals].toSorted()).toEqual([
    "BadRate",
    "BadTerm",
    "GraceNotOver",
    "InsufficientBalance",
    "InvalidSignature",
    "NotParty",
    "RentalExists",
    "RentalNotOpen",
    "SessionKeyExpired",
    "SpendLimitExceeded",
    "UsageBeyondElapsed",
    "UsageBeyondTerm",
    "UsageDecreased",
    "ZeroAmount",
  ]);
  const accepted = steps.filter((step) => step.refusals.length === 0).length / steps.length;
  expect(accepted).toBeGreaterThan(0.5);
});
