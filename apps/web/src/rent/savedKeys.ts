/** Saved keys that were unticked at the last rental, so that the next one starts in the same way. New ones are ticked. */
const STORE = "worldland.rent.withoutKeys";
/** Of wallets of long ago; nobody has more keys than this. */
const REMEMBERED = 200;

/** Ids of keys that this browser last rented without. */
export function readWithoutKeys(storage: Pick<Storage, "getItem">): readonly string[] {
  try {
    const kept: unknown = JSON.parse(storage.getItem(STORE) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => typeof one === "string") : [];
  } catch {
    return [];
  }
}

/** Remembers which keys are left out; a browser that keeps nothing only forgets it. */
export function writeWithoutKeys(storage: Pick<Storage, "setItem">, ids: readonly string[]): void {
  try {
    storage.setItem(STORE, JSON.stringify(ids.slice(-REMEMBERED)));
  } catch {
    // Full, or switched off: the next rental starts with every key.
  }
}

/** The list with one key left out, or taken in again. */
export function withKey(without: readonly string[], id: string, isChosen: boolean): readonly string[] {
  const others = without.filter((one) => one !== id);
  return isChosen ? others : [...others, id];
}
