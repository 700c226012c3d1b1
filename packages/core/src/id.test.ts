import fc from "fast-check";
import { expect, test } from "vitest";
import {
  jobIdOf,
  newId,
  newNodeName,
  newRentalId,
  newSecret,
  parseJobId,
  parseRentalSlug,
  randomPorts,
  rentalSlug,
} from "./id.ts";

const id = fc.bigInt(1n, 2n ** 63n - 1n);

test("a rental id survives as a job id, and sorts like it", () => {
  fc.assert(
    fc.property(id, id, (a, b) => {
      expect(parseJobId(jobIdOf(a))).toBe(a);
      expect(rentalSlug(a) < rentalSlug(b)).toBe(a < b);
      expect(rentalSlug(a)).toMatch(/^[0-9a-hjkmnp-tv-z]{13}$/);
    }),
  );
});

test("what is no slug names no rental", () => {
  const wrong = ["", "job_", "0".repeat(13), "z".repeat(13), "0000000000001x", "000000000000I", "00000000000l1"];
  for (const slug of wrong) expect(parseRentalSlug(slug)).toBeNull();
  expect(parseJobId("0000000000001")).toBeNull();
});

test("rental ids of one second differ, fit 63 bits and grow with time", () => {
  const now = new Date("2026-01-01T00:00:00Z");
  const ids = Array.from({ length: 200 }, () => newRentalId(now));
  expect(new Set(ids).size).toBeGreaterThan(195);
  for (const one of ids) expect(one > 0n && one < 2n ** 63n).toBe(true);
  expect(newRentalId(new Date("2026-01-01T00:00:01Z")) > (ids.toSorted().at(-1) ?? 0n)).toBe(true);
});

test("ids, secrets and node names have their shape and do not repeat", () => {
  expect(newId("off")).toMatch(/^off_[0-9a-hjkmnp-tv-z]{20}$/);
  expect(newSecret("wl_")).toMatch(/^wl_[0-9a-hjkmnp-tv-z]{52}$/);
  expect(newNodeName()).toMatch(/^node-[0-9a-z]{10}$/);
  expect(new Set(Array.from({ length: 1000 }, () => newId("off"))).size).toBe(1000);
});

test("random ports lie within their range and reach both of its ends", () => {
  const ports = randomPorts(30_000, 30_003, 500);
  expect(new Set(ports)).toEqual(new Set([30_000, 30_001, 30_002, 30_003]));
});
