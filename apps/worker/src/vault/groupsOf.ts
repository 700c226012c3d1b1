import type { IntentToSend } from "@worldland/db/queries/chain/intentsToSend";
import { isUsage } from "./callOf.ts";

/** Usages in one transaction: about a million gas. */
const LARGEST_BATCH = 100;

/**
 * What is sent in one transaction: usages of rentals whose opening is at depth, sorted by provider, many at once; all
 * else alone, in its order. A re-mined opening moves `openedAt`, so a young one could make a whole batch fail.
 */
export function groupsOf(intents: readonly IntentToSend[]): readonly (readonly IntentToSend[])[] {
  const deep = intents.filter(isUsage).filter(({ isOpeningDeep }) => isOpeningDeep);
  const shared = new Set<IntentToSend>(deep);
  const alone = intents.filter((intent) => !shared.has(intent)).map((intent) => [intent]);
  const sorted = deep.toSorted((a, b) => (a.provider < b.provider ? -1 : a.provider > b.provider ? 1 : 0));
  const batches: (readonly IntentToSend[])[] = [];
  for (let from = 0; from < sorted.length; from += LARGEST_BATCH)
    batches.push(sorted.slice(from, from + LARGEST_BATCH));
  return [...alone, ...batches];
}
