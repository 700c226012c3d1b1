import type { IntentToSend } from "@worldland/db/queries/chain/intentsToSend";
import { isUsage } from "./callOf.ts";

/** Usages in one transaction: about a million gas. */
export const LARGEST_BATCH = 100;

/**
 * What is sent in one transaction now. What begins something goes alone and at once. Usages of rentals whose opening is
 * at depth share one, sorted by provider: full batches go, and all of them as soon as one has waited long enough. A
 * re-mined opening moves `openedAt`, so a young one could make a whole batch fail: it waits its time and goes alone.
 */
export function groupsOf(intents: readonly IntentToSend[]): readonly (readonly IntentToSend[])[] {
  const usages = intents.filter(isUsage);
  const deep = usages.filter(({ isOpeningDeep }) => isOpeningDeep);
  const isOneDue = deep.some(({ isDue }) => isDue);
  const young = usages.filter(({ isOpeningDeep, isDue }) => !isOpeningDeep && isDue);
  const alone = [...intents.filter((intent) => !isUsage(intent)), ...young].map((intent) => [intent]);
  const sorted = deep.toSorted((a, b) => (a.provider < b.provider ? -1 : a.provider > b.provider ? 1 : 0));
  const batches: (readonly IntentToSend[])[] = [];
  for (let from = 0; from < sorted.length; from += LARGEST_BATCH)
    batches.push(sorted.slice(from, from + LARGEST_BATCH));
  return [...alone, ...batches.filter(({ length }) => isOneDue || length === LARGEST_BATCH)];
}
