import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { takeNodePortSlice } from "./nodePortSlice.ts";

const folder = mkdtempSync(join(tmpdir(), "worldland-slice-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("gives two copies ports of their own, and each its own again the next time", async () => {
  const first = await takeNodePortSlice(0, join(folder, "first"));
  const second = await takeNodePortSlice(0, join(folder, "second"));
  expect(Math.max(first.from, second.from)).toBeGreaterThan(Math.min(first.to, second.to));
  await second.release();
  await first.release();
  const again = await takeNodePortSlice(0, join(folder, "second"));
  expect(again.from).toBe(second.from);
  await again.release();
});

it("says so when the slice one asked for is another copy's", async () => {
  const taken = await takeNodePortSlice(0, join(folder, "third"));
  await expect(takeNodePortSlice(taken.from, join(folder, "fourth"))).rejects.toThrow("--node-port-from");
  await taken.release();
});
