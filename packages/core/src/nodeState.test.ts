import fc from "fast-check";
import { expect, test } from "vitest";
import { judgeNode, NODE_STATES, type NodeFacts } from "./nodeState.ts";

const WELL: NodeFacts = {
  isLost: false,
  isFenced: false,
  isApproved: true,
  isIsolated: true,
  isReady: true,
  isCordoned: false,
  isInMaintenance: false,
  hasPublicAddress: true,
  hasGpuModel: true,
  gpus: { free: 2, allocated: 0, outOfService: 0 },
  runningRentals: 0,
};
const gpus = fc.record({ free: fc.nat(8), allocated: fc.nat(8), outOfService: fc.nat(8) });
const flag = fc.boolean();
const anyNode: fc.Arbitrary<NodeFacts> = fc.record({
  ...{
    isLost: flag,
    isFenced: flag,
    isApproved: flag,
    isIsolated: flag,
    isReady: flag,
    isCordoned: flag,
    isInMaintenance: flag,
  },
  ...{ hasPublicAddress: flag, hasGpuModel: flag, gpus, runningRentals: fc.nat(3) },
});

test("whatever is known of a node, it has one state, and a sentence whenever it does not earn", () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(anyNode, (node) => {
      const { state, why } = judgeNode(node);
      seen.add(state);
      expect(NODE_STATES).toContain(state);
      if (state !== "earning") expect(why).toMatch(/^[A-Z0-9].*\.$/);
      if (state === "earning") expect(node.runningRentals).toBeGreaterThan(0);
    }),
    { numRuns: 2000, examples: [[WELL]] },
  );
  expect([...seen].toSorted()).toEqual([...NODE_STATES].toSorted());
});

test("the most serious trouble is the one that is told", () => {
  expect(judgeNode(WELL)).toEqual({ state: "idle", why: "Nobody rents it right now." });
  expect(judgeNode({ ...WELL, isApproved: false, isReady: false }).state).toBe("waiting_for_approval");
  expect(judgeNode({ ...WELL, isLost: true, isInMaintenance: true }).state).toBe("lost");
  expect(judgeNode({ ...WELL, isInMaintenance: true, runningRentals: 1 })).toMatchObject({ state: "maintenance" });
  expect(judgeNode({ ...WELL, runningRentals: 1, gpus: { free: 0, allocated: 1, outOfService: 1 } })).toEqual({
    state: "earning",
    why: "1 of its GPUs is out of service.",
  });
});
