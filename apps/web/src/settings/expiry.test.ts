import { expect, it } from "vitest";
import { dayOf, expiryOf } from "./expiry.ts";

const NOW = Date.parse("2026-11-25T01:00:00Z");

it("counts days from the application's clock, and a date to its end", () => {
  expect(expiryOf("30", "", NOW)?.toISOString()).toBe("2026-12-25T01:00:00.000Z");
  expect(expiryOf("date", "2026-11-25", NOW)?.toISOString()).toBe("2026-11-25T23:59:59.000Z");
  expect(expiryOf("never", "", null)).toBeNull();
  expect(dayOf(NOW)).toBe("2026-11-25");
});

it("is no instant while the clock is not read, or the date is none or over", () => {
  expect(expiryOf("30", "", null)).toBeUndefined();
  expect(expiryOf("date", "", NOW)).toBeUndefined();
  expect(expiryOf("date", "2026-02-30", NOW)).toBeUndefined();
  expect(expiryOf("date", "2026-11-24", NOW)).toBeUndefined();
});
