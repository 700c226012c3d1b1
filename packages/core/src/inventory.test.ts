import fc from "fast-check";
import { expect, test } from "vitest";
import { gpuKeyOf, gpuWordsOf, inventoryOf } from "./inventory.ts";

const matches = (search: string, model: string) => gpuWordsOf(search).every((word) => gpuKeyOf(model).includes(word));

test("a GPU is found by any of its names, in any case", () => {
  for (const search of ["4090", "rtx 4090", "RTX4090", "NVIDIA GeForce RTX 4090", "rtx-4090", "nvidia"]) {
    expect(matches(search, "NVIDIA-GeForce-RTX-4090")).toBe(true);
    if (search !== "nvidia") expect(matches(search, "RTX 4090")).toBe(true);
  }
  expect(matches("tesla t4", "T4")).toBe(true);
  expect(matches("t4", "Tesla T4")).toBe(true);
  expect(matches("3090", "RTX 4090")).toBe(false);
  expect(gpuWordsOf("  ")).toEqual([]);
});

test("GPUs of an offer add up, whatever is observed and allocated", () => {
  fc.assert(
    fc.property(fc.nat(16), fc.nat(16), fc.nat(16), (known, observed, allocated) => {
      const { total, free, allocated: bound, outOfService } = inventoryOf(known, observed, allocated);
      expect(free + bound + outOfService).toBe(total);
      expect(Math.min(free, bound, outOfService)).toBeGreaterThanOrEqual(0);
    }),
  );
});
