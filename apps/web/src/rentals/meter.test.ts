import { describe, expect, it } from "vitest";
import { shownSeconds, tickingWl } from "./meter.ts";

describe("a meter between two readings", () => {
  const last = { seconds: 40, readAtMs: 10_000 };

  it("goes on by the second while the rental runs", () => {
    expect(shownSeconds(last, null, true, 10_000)).toBe(40);
    expect(shownSeconds(last, null, true, 12_999)).toBe(42);
    expect(shownSeconds(last, { seconds: 30, readAtMs: 0 }, true, 13_000)).toBe(43);
  });

  it("stands when the rental does not run, and when two readings showed the same", () => {
    expect(shownSeconds(last, null, false, 99_000)).toBe(40);
    expect(shownSeconds(last, { seconds: 40, readAtMs: 0 }, true, 99_000)).toBe(40);
  });

  it("does not take two readings in a row for a standstill", () => {
    expect(shownSeconds(last, { seconds: 40, readAtMs: 9_500 }, true, 11_000)).toBe(41);
  });

  it("shows as many decimals at every second", () => {
    expect(tickingWl(0n)).toBe("0.000000");
    expect(tickingWl(1_500_000_000_000_000_000n)).toBe("1.500000");
    expect(tickingWl(116_666_666_666_667n)).toBe("0.000116");
  });
});
