import { expect, it } from "vitest";
import { monthAfter, monthText } from "./month.ts";

it("names a month in words, and leaves what is none as it is", () => {
  expect(["2026-01", "2026-12", "2026-13", "soon"].map(monthText)).toEqual([
    "January 2026",
    "December 2026",
    "2026-13",
    "soon",
  ]);
});

it("counts months over the turn of a year", () => {
  expect([monthAfter("2026-12", 1), monthAfter("2026-01", -1), monthAfter("2026-03", -3)]).toEqual([
    "2027-01",
    "2025-12",
    "2025-12",
  ]);
});
