import { expect, test } from "vitest";
import { END_REASONS, isProviderFault } from "./reason.ts";
import { reliabilityReasons } from "./reliability.ts";

const lastAt = new Date("2026-05-04T23:59:00Z");

test("each fault of the provider is a sentence of its own, and nothing else is", () => {
  const endings = END_REASONS.map((reason, index) => ({ reason, count: index + 1, lastAt }));
  const [whole, ...faults] = reliabilityReasons(endings);
  const lost = endings.filter(({ reason }) => isProviderFault[reason]);
  const sum = (some: readonly { count: number }[]) => some.reduce((total, { count }) => total + count, 0);
  expect(faults).toHaveLength(lost.length);
  expect(whole).toContain(`${sum(endings) - sum(lost)} of ${sum(endings)} rentals`);
  for (const sentence of faults) expect(sentence).toMatch(/^(One|\d+ times a rental) [a-z ]+, .*2026-05-04\.$/);
});

test("of a provider on whose nodes nothing ended there is nothing to say", () => {
  expect(reliabilityReasons([])).toEqual([]);
  expect(reliabilityReasons([{ reason: "node_lost", count: 1, lastAt }])).toEqual([
    "0 of 1 rentals that ended in the last 90 days ended without a fault of yours.",
    "One ended because its node disappeared, on 2026-05-04.",
  ]);
});
