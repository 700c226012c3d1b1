import { describe, expect, it } from "vitest";
import { callsFor } from "./moveCalls.ts";

const vault = `0x${"b".repeat(40)}`;
const native = { vault, token: `0x${"0".repeat(40)}` };
const token = { vault, token: `0x${"c".repeat(40)}` };
const wallet = `0x${"a".repeat(40)}`;

describe("moving money between wallet and vault", () => {
  it("sends the chain's own coin along with a deposit", async () => {
    const { approve, call } = await callsFor({ kind: "deposit", amount: 5n }, wallet, native);
    expect(approve).toBeNull();
    expect(call).toMatchObject({ to: vault, value: 5n });
  });

  it("allows the vault to take exactly a deposit of tokens first", async () => {
    const { approve, call } = await callsFor({ kind: "deposit", amount: 5n }, wallet, token);
    expect(approve).toMatchObject({ to: token.token, value: 0n });
    expect(approve?.data.endsWith(`${"b".repeat(40)}${"5".padStart(64, "0")}`)).toBe(true);
    expect(call).toMatchObject({ to: vault, value: 0n });
  });

  it("withdraws to the wallet that asks and to nobody else", async () => {
    const { approve, call } = await callsFor({ kind: "withdraw", amount: 7n }, wallet, native);
    expect(approve).toBeNull();
    expect(call.value).toBe(0n);
    expect(call.data.endsWith("a".repeat(40))).toBe(true);
  });
});
