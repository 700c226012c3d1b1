import { Refusal } from "@worldland/core/refusal";
import type { ApiConfig } from "../config.ts";
import { networkOf } from "./networkOf.ts";
import { type Rate, type Taken, type TokenBuckets, tokenBuckets } from "./tokenBuckets.ts";

/** What is counted. `request`: any call of a session or API key; `visitor`: any call of nobody, by address. */
export type Limited = "request" | "visitor" | "challenge" | "challengeByIp" | "signIn" | "quote" | "badToken";
export type Rates = Readonly<Record<Limited, Rate>>;

const PUBLIC: Rates = {
  request: { burst: 1500, perSecond: 100 },
  visitor: { burst: 600, perSecond: 60 },
  challenge: { burst: 10, perSecond: 0.2 },
  challengeByIp: { burst: 60, perSecond: 1 },
  signIn: { burst: 120, perSecond: 2 },
  quote: { burst: 120, perSecond: 5 },
  badToken: { burst: 100, perSecond: 0.5 },
};

/** One machine where everybody has the same address: its walks and tests must get through, a flood must not. */
const LOCAL: Rates = {
  request: PUBLIC.request,
  visitor: { burst: 2000, perSecond: 200 },
  challenge: { burst: 300, perSecond: 20 },
  challengeByIp: { burst: 1000, perSecond: 50 },
  signIn: { burst: 1000, perSecond: 50 },
  quote: { burst: 500, perSecond: 50 },
  badToken: { burst: 500, perSecond: 20 },
};

/** Streams open at once. */
export const MOST_STREAMS = { session: 32, ip: 128 } as const;

export type Limits = {
  /** Counts `cost` calls, for the RateLimit headers. Whether they are refused is up to whoever asks. */
  count(who: { session: string } | { ip: string }, cost: number): Taken & Rate;
  /** A challenge for `wallet`, asked for from `ip`; the same wallet asked for from elsewhere is counted apart. */
  challenge(ip: string, wallet: string): void;
  signIn(ip: string): void;
  quote(wallet: string): void;
  /** A bearer token that nobody has. */
  badToken(ip: string): void;
  /** One more stream; answers how to give its place back. */
  openStream(who: { session: string } | { ip: string }): () => void;
};

/** Rate limits of one process. All but `count` refuse `rate_limited`. */
export function createLimits({ local, rates }: Pick<ApiConfig, "local" | "rates">): Limits {
  const set: Rates = { ...(local ? LOCAL : PUBLIC), ...rates };
  const buckets = new Map<Limited, TokenBuckets>();
  const bucketsOf = (limited: Limited): TokenBuckets => {
    const made = buckets.get(limited) ?? tokenBuckets(set[limited]);
    buckets.set(limited, made);
    return made;
  };
  const spend = (limited: Limited, key: string) => refuseBeyond(bucketsOf(limited).take(key));
  const count = (limited: Limited, key: string, cost: number) => ({
    ...bucketsOf(limited).take(key, cost),
    ...set[limited],
  });
  return {
    count: (who, cost) =>
      "session" in who ? count("request", who.session, cost) : count("visitor", networkOf(who.ip), cost),
    challenge(ip, wallet) {
      spend("challengeByIp", networkOf(ip));
      spend("challenge", `${networkOf(ip)} ${wallet}`);
    },
    signIn: (ip) => spend("signIn", networkOf(ip)),
    quote: (wallet) => spend("quote", wallet),
    badToken: (ip) => spend("badToken", networkOf(ip)),
    openStream: streamCounter(),
  };
}

function streamCounter(): Limits["openStream"] {
  const open = new Map<string, number>();
  return (who) => {
    const [key, most] = "session" in who ? [who.session, MOST_STREAMS.session] : [networkOf(who.ip), MOST_STREAMS.ip];
    const others = open.get(key) ?? 0;
    if (others >= most) throw new Refusal("rate_limited", `At most ${most} streams may be open at once.`);
    open.set(key, others + 1);
    return () => {
      const left = (open.get(key) ?? 1) - 1;
      if (left === 0) open.delete(key);
      else open.set(key, left);
    };
  };
}

/** Refuses what a bucket did not allow, and says when to come again. */
export function refuseBeyond({ allowed, retryInS }: Pick<Taken, "allowed" | "retryInS">): void {
  if (allowed) return;
  throw new Refusal("rate_limited", `Too many requests. Try again in ${retryInS} s.`, {
    extra: { retry_after_seconds: retryInS },
  });
}
