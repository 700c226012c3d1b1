import { describe, expect, it } from "vitest";
import { agoText, durationText, exactText, presentMs, readingOf } from "./time.ts";

describe("time as people read it", () => {
  it("shows the two largest units of a duration that stand side by side", () => {
    expect(durationText(0)).toBe("0 s");
    expect(durationText(-5)).toBe("0 s");
    expect(durationText(59.9)).toBe("59 s");
    expect(durationText(725)).toBe("12 min 5 s");
    expect(durationText(3600)).toBe("1 h");
    expect(durationText(3605)).toBe("1 h");
    expect(durationText(86_400 * 3 + 3600 * 4 + 59)).toBe("3 d 4 h");
  });

  it("shows the largest unit of how long ago something was, or in how long it will be", () => {
    expect(agoText(1)).toBe("just now");
    expect(agoText(300)).toBe("5 min ago");
    expect(agoText(-7200)).toBe("in 2 h");
  });

  it("shows an exact instant in UTC wherever it is read", () => {
    expect(exactText("2026-11-24T13:05:09.123Z")).toBe("2026-11-24 13:05:09 UTC");
  });

  it("goes on from the server's clock, whatever the visitor's says", () => {
    const reading = readingOf("2031-01-01T00:00:00Z");
    const later = presentMs({ ...reading, readAtMs: reading.readAtMs - 5000 });
    expect(later - Date.parse("2031-01-01T00:00:00Z")).toBeGreaterThanOrEqual(5000);
    expect(later - Date.parse("2031-01-01T00:00:00Z")).toBeLessThan(6000);
  });
});
