import type { IntentToSend } from "@worldland/db/queries/chain/intentsToSend";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isUsage } from "./callOf.ts";
import { groupsOf } from "./groupsOf.ts";

const order = { customer: "0xc1", provider: "0xa1", ratePerSecond: 1n, maxSeconds: 3600, deadline: 0 };

/** Any intents, numbered in their order. */
const intents = fc
  .array(
    fc.record({
      kind: fc.constantFrom("open", "close", "settle"),
      isOpeningDeep: fc.boolean(),
      provider: fc.constantFrom("0xa1", "0xa2", "0xa3"),
    }),
    { maxLength: 350 },
  )
  .map((all) =>
    all.map(({ kind, isOpeningDeep, provider }, index): IntentToSend => {
      const rentalId = BigInt(index);
      if (kind === "open") return { id: rentalId, kind, order: { rentalId, ...order }, signature: "0x01" };
      const usage = { rentalId, usedSeconds: 1, close: kind === "close" };
      return { id: rentalId, kind, usage, provider, isOpeningDeep };
    }),
  );

test("every intent is sent in one transaction, and only usages at depth share theirs, a hundred at most", () => {
  fc.assert(
    fc.property(intents, (all) => {
      const groups = groupsOf(all);
      const ids = groups.flatMap((group) => group.map(({ id }) => id));
      expect(ids.toSorted((a, b) => Number(a - b))).toEqual(all.map(({ id }) => id));
      for (const group of groups.filter(({ length }) => length > 1)) {
        expect(group.length).toBeLessThanOrEqual(100);
        expect(group.every((intent) => isUsage(intent) && intent.isOpeningDeep)).toBe(true);
      }
    }),
  );
});

test("a batch is sorted by provider, whose credit is then written once", () => {
  fc.assert(
    fc.property(intents, (all) => {
      for (const group of groupsOf(all)) {
        const providers = group.filter(isUsage).map(({ provider }) => provider);
        expect(providers).toEqual(providers.toSorted());
      }
    }),
  );
});
