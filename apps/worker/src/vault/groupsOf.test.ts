import type { IntentToSend } from "@worldland/db/queries/chain/intentsToSend";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isUsage } from "./callOf.ts";
import { groupsOf, LARGEST_BATCH } from "./groupsOf.ts";

const order = { customer: "0xc1", provider: "0xa1", ratePerSecond: 1n, maxSeconds: 3600, deadline: 0 };

/** Any intents, numbered in their order. */
const intents = fc
  .array(
    fc.record({
      kind: fc.constantFrom("open", "close", "settle"),
      isOpeningDeep: fc.boolean(),
      isDue: fc.boolean(),
      provider: fc.constantFrom("0xa1", "0xa2", "0xa3"),
    }),
    { maxLength: 350 },
  )
  .map((all) =>
    all.map(({ kind, isOpeningDeep, isDue, provider }, index): IntentToSend => {
      const rentalId = BigInt(index);
      if (kind === "open") return { id: rentalId, kind, order: { rentalId, ...order }, signature: "0x01" };
      const usage = { rentalId, usedSeconds: 1, close: kind === "close" };
      return { id: rentalId, kind, usage, provider, isOpeningDeep, isDue };
    }),
  );

/** Closings at depth; one of them may be due. */
function batchOf(length: number, isOneDue: boolean): IntentToSend[] {
  return Array.from({ length }, (_, index) => {
    const usage = { rentalId: BigInt(index), usedSeconds: 1, close: true };
    const isDue = isOneDue && index === 0;
    return { id: BigInt(index), kind: "close" as const, usage, provider: "0xa1", isOpeningDeep: true, isDue };
  });
}

test("no intent is sent twice, and only usages at depth share a transaction, a hundred at most", () => {
  fc.assert(
    fc.property(intents, (all) => {
      const groups = groupsOf(all);
      const ids = groups.flatMap((group) => group.map(({ id }) => id));
      expect(new Set(ids).size).toBe(ids.length);
      for (const group of groups.filter(({ length }) => length > 1)) {
        expect(group.length).toBeLessThanOrEqual(100);
        expect(group.every((intent) => isUsage(intent) && intent.isOpeningDeep)).toBe(true);
      }
    }),
  );
});

test("what begins something goes at once; usages wait until one is due or a batch is full, and then go together", () => {
  fc.assert(
    fc.property(intents, (all) => {
      const sent = new Set(groupsOf(all).flat());
      const usages = all.filter(isUsage);
      const deep = usages.filter(({ isOpeningDeep }) => isOpeningDeep);
      for (const intent of all) if (!isUsage(intent) || intent.isDue) expect(sent.has(intent)).toBe(true);
      for (const young of usages) if (!young.isOpeningDeep && !young.isDue) expect(sent.has(young)).toBe(false);
      const going = deep.filter((usage) => sent.has(usage));
      const isOneDue = deep.some(({ isDue }) => isDue);
      expect(going.length).toBe(isOneDue ? deep.length : deep.length - (deep.length % LARGEST_BATCH));
    }),
    { examples: [[batchOf(99, false)], [batchOf(101, false)], [batchOf(3, true)]] },
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
