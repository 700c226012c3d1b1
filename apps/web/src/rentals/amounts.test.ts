import { expect, it } from "vitest";
import { amountText, bytesUnit, short } from "./amounts.ts";

it.each([
  [32 * 2 ** 30, "32 GiB"],
  [18_039_603, "17.2 MiB"],
  [286_720, "280 KiB"],
  [0, "0 KiB"],
])("writes %d bytes in a unit that people read", (bytes, text) => {
  expect(amountText(bytes, bytesUnit(bytes))).toBe(text);
});

it("writes no more digits than say something, and never an exponent", () => {
  expect([0.007, 0.2512, 7.999, 1234.5, 123_456].map(short)).toEqual(["0.007", "0.251", "8", "1235", "123456"]);
});
