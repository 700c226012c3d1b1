import { MS_PER_SECOND, monotonicMs } from "@worldland/core/time";

/** `burst` at once, and `perSecond` for ever. */
export type Rate = { readonly burst: number; readonly perSecond: number };

export type Taken = {
  readonly allowed: boolean;
  /** What is left at once. */
  readonly remaining: number;
  /** Seconds until the bucket is full again. */
  readonly fullInS: number;
  /** Seconds until the next is allowed; 0: now. */
  readonly retryInS: number;
};

export type TokenBuckets = { readonly rate: Rate; take(key: string, cost?: number): Taken };

/** Beyond this many the ones longest unused are forgotten, which can only let somebody through. */
const MOST_KEYS = 50_000;

/** Token buckets by key, in memory: each process counts for itself. `clock` in milliseconds. */
export function tokenBuckets(rate: Rate, clock: () => number = monotonicMs): TokenBuckets {
  const { burst, perSecond } = rate;
  const buckets = new Map<string, { tokens: number; at: number }>();
  return {
    rate,
    take(key, cost = 1) {
      const at = clock();
      const known = buckets.get(key) ?? { tokens: burst, at };
      const filled = Math.min(burst, known.tokens + ((at - known.at) / MS_PER_SECOND) * perSecond);
      const allowed = filled >= cost;
      const tokens = allowed ? filled - cost : filled;
      // Deleted first, so that the map keeps the order of use.
      buckets.delete(key);
      buckets.set(key, { tokens, at });
      forgetOldest(buckets);
      return {
        allowed,
        remaining: Math.floor(tokens),
        fullInS: Math.ceil((burst - tokens) / perSecond),
        retryInS: allowed ? 0 : Math.max(1, Math.ceil((cost - tokens) / perSecond)),
      };
    },
  };
}

function forgetOldest(buckets: Map<string, unknown>): void {
  if (buckets.size <= MOST_KEYS) return;
  const [oldest] = buckets.keys();
  if (oldest !== undefined) buckets.delete(oldest);
}
