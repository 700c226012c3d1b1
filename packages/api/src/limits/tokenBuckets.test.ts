import { expect, test } from "vitest";
import { tokenBuckets } from "./tokenBuckets.ts";

test("a bucket lets its burst through, then as many as flow in, and says how long to wait", () => {
  let ms = 0;
  const buckets = tokenBuckets({ burst: 3, perSecond: 0.5 }, () => ms);
  expect([1, 2, 3].map(() => buckets.take("a").remaining)).toEqual([2, 1, 0]);
  expect(buckets.take("a")).toMatchObject({ allowed: false, retryInS: 2, fullInS: 6 });
  expect(buckets.take("b")).toMatchObject({ allowed: true, retryInS: 0, fullInS: 2 });
  ms += 2000;
  expect(buckets.take("a").allowed).toBe(true);
  expect(buckets.take("a").allowed).toBe(false);
  ms += 3_600_000;
  expect(buckets.take("a").remaining).toBe(2);
});
