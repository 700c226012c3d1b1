import { describe, expect, it } from "vitest";
import { stageOf } from "./moneyMove.ts";

const hash = `0x${"ab".repeat(32)}`;
const mined = [{ hash, block: 100 }];

describe("a transaction on its way", () => {
  it("is sent until the platform has seen it", () => {
    expect(stageOf(hash, [], 100, 12, "pending")).toEqual({ stage: "sent" });
    expect(stageOf(hash, [], 100, 12, "mined")).toEqual({ stage: "sent" });
  });

  it("counts its own block as the first of its depth", () => {
    expect(stageOf(hash, mined, 100, 12, "pending")).toEqual({ stage: "seen", depth: 1 });
    expect(stageOf(hash, mined, 110, 12, "mined")).toEqual({ stage: "seen", depth: 11 });
    expect(stageOf(hash, mined, 111, 12, "mined")).toEqual({ stage: "final", depth: 12 });
  });

  it("is not less than seen when the head is older than the ledger", () => {
    expect(stageOf(hash, mined, 99, 12, "pending")).toEqual({ stage: "seen", depth: 1 });
    expect(stageOf(hash, mined, null, 12, "pending")).toEqual({ stage: "seen", depth: 1 });
  });

  it("failed where the wallet says so and the vault moved nothing", () => {
    expect(stageOf(hash, [], 120, 12, "reverted")).toEqual({ stage: "reverted" });
    expect(stageOf(hash, mined, 120, 12, "reverted").stage).toBe("final");
  });
});
