import { parseWl, ratePerSecondNearest } from "@worldland/core/money";
import { describe, expect, it } from "vitest";
import { digits, hourlyPriceText, numberText, perHourAndDay, wlText } from "./amount.ts";

const wl = (text: string) => parseWl(text) ?? 0n;

describe("amounts as people read them", () => {
  it("goes to the nearest of four places and drops trailing zeros", () => {
    expect(wlText(wl("1.5"))).toBe("1.5");
    expect(wlText(wl("0.41999999"))).toBe("0.42");
    expect(wlText(wl("0.99996"))).toBe("1");
    expect(wlText(wl("12.34564"))).toBe("12.3456");
    expect(wlText(0n)).toBe("0");
  });

  it("never shows something as nothing", () => {
    expect(wlText(1n)).toBe("0.000000000000000001");
    expect(wlText(wl("0.0000123456"))).toBe("0.0000123");
  });

  it("sets thousands apart and writes a true minus", () => {
    expect(wlText(wl("1234567.25"))).toBe("1\u202f234\u202f567.25");
    expect(wlText(-wl("2.5"))).toBe("\u22122.5");
  });

  it("shows an hourly price as its provider typed it, though it is kept per second", () => {
    for (const typed of ["0.42", "0.39", "1.85", "0.12", "0.21", "7"]) {
      expect(hourlyPriceText(ratePerSecondNearest(wl(typed)))).toBe(typed);
    }
  });

  it("writes the API's numbers for reading like any other amount", () => {
    expect(numberText(0.42)).toBe("0.42");
    expect(numberText(1234.5)).toBe("1\u202f234.5");
    expect(numberText(3.6e-10)).toBe("0.00000000036");
    expect(numberText(0)).toBe("0");
  });

  it("knows what a rate comes to in an hour and a day", () => {
    expect(perHourAndDay(10n)).toEqual({ hour: 36_000n, day: 864_000n });
  });

  it("sets thousands apart", () => {
    expect(digits(1234567n)).toBe("1\u202f234\u202f567");
    expect(digits(12)).toBe("12");
  });
});
