import { describe, expect, it } from "vitest";
import { moveSteps } from "./moveSteps.ts";

const native = { confirmations: 12, isToken: false };
const shown = (...args: Parameters<typeof moveSteps>) => moveSteps(...args).map(({ id, state }) => `${id} ${state}`);

describe("the steps of a deposit", () => {
  it("go from the wallet to the depth, one after the other", () => {
    const deposit = { kind: "deposit" } as const;
    expect(shown(deposit, { stage: "signing" }, native)).toEqual([
      "sign now",
      "sent later",
      "seen later",
      "final later",
    ]);
    expect(shown(deposit, { stage: "sent" }, native)).toEqual(["sign done", "sent now", "seen later", "final later"]);
    expect(shown(deposit, { stage: "final", depth: 40 }, native)).toEqual([
      "sign done",
      "sent done",
      "seen done",
      "final done",
    ]);
  });

  it("say how deep it is, and never more than is needed", () => {
    const titleOf = (depth: number) =>
      moveSteps({ kind: "deposit" }, { stage: "seen", depth }, native).find(({ id }) => id === "seen")?.title;
    expect(titleOf(3)).toBe("Seen in 3 of 12 blocks");
    expect(titleOf(99)).toBe("Seen in 12 of 12 blocks");
  });

  it("begin with an approval where the vault holds a token, and only for deposits", () => {
    const token = { ...native, isToken: true };
    expect(shown({ kind: "deposit" }, { stage: "approving" }, token)[0]).toBe("approve now");
    expect(shown({ kind: "withdraw" }, { stage: "signing" }, token)[0]).toBe("sign now");
  });

  it("end where the chain refused it", () => {
    expect(shown({ kind: "withdraw" }, { stage: "reverted" }, native)).toEqual([
      "sign done",
      "sent failed",
      "seen later",
      "final later",
    ]);
  });
});
