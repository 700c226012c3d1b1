import { type LiveChange, OFFERS_CHANGED } from "@worldland/db/live";

/** Everybody who looks at the market reads it again at each word, so the word is said this often at most. */
const EVERY_MS = 1000;

/** Says that offers changed: at once, and for all that follows within a second once more at its end. */
export function calmOffers(tell: (change: LiveChange) => void): { hear(): void; close(): void } {
  let timer: NodeJS.Timeout | null = null;
  let isWaiting = false;
  const say = () => {
    isWaiting = false;
    tell(OFFERS_CHANGED);
    timer = setTimeout(() => {
      timer = null;
      if (isWaiting) say();
    }, EVERY_MS);
    timer.unref();
  };
  return {
    hear() {
      if (timer === null) say();
      else isWaiting = true;
    },
    close() {
      if (timer !== null) clearTimeout(timer);
    },
  };
}
