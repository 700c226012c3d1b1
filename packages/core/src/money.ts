/** Base units in one WL (or in one token of 18 decimals). */
export const WEI_PER_WL = 10n ** 18n;

const SECONDS_PER_HOUR = 3600n;
const UINT64_MAX = 2n ** 64n - 1n;
/** Wei per hour that the rounded prices of the largest rental (GPUs, cores, GB of memory and storage) add up to. */
const ROUNDED_AWAY = (8n + 64n + 256n + 500n) * (SECONDS_PER_HOUR / 2n);
/** A shown price is off by one part in this many at most. */
const SHOWN_PRECISION = 10n ** 9n;

/**
 * An hourly price as its provider types it, in wei, to the nearest whole wei per second (halves up).
 * The price is stored per second, so nothing is rounded when somebody rents.
 */
export function ratePerSecondNearest(weiPerHour: bigint): bigint {
  return (weiPerHour + SECONDS_PER_HOUR / 2n) / SECONDS_PER_HOUR;
}

/** Exact wei per hour of a rate in wei per second. */
export function weiPerHour(ratePerSecond: bigint): bigint {
  return ratePerSecond * SECONDS_PER_HOUR;
}

/** True for a rate the vault's `uint64` can hold. */
export function isVaultRate(ratePerSecond: bigint): boolean {
  return ratePerSecond > 0n && ratePerSecond <= UINT64_MAX;
}

/** Share of `amount` at `bps` hundredths of a per cent, rounded down as the vault does. */
export function feeFloor(amount: bigint, bps: number): bigint {
  return (amount * BigInt(bps)) / 10_000n;
}

/** Exact decimal WL of an amount in wei, without trailing zeros: `1500000000000000000n` → `"1.5"`. */
export function formatWl(wei: bigint): string {
  const sign = wei < 0n ? "-" : "";
  const absolute = wei < 0n ? -wei : wei;
  const whole = absolute / WEI_PER_WL;
  const fraction = (absolute % WEI_PER_WL).toString().padStart(18, "0").replace(/0+$/, "");
  return fraction === "" ? `${sign}${whole}` : `${sign}${whole}.${fraction}`;
}

/** Parses decimal WL (`"0.42"`) to wei. Null for anything but digits with at most 18 places. */
export function parseWl(text: string): bigint | null {
  const match = /^(\d{1,60})(?:\.(\d{1,18}))?$/.exec(text.trim());
  if (match?.[1] === undefined) return null;
  return BigInt(match[1]) * WEI_PER_WL + BigInt((match[2] ?? "").padEnd(18, "0"));
}

/** A number for people and old clients; never computed with again. */
export function wlNumberForReading(wei: bigint): number {
  return Number(formatWl(wei));
}

/**
 * The hourly price that a rate was typed as, in wei: the shortest decimal of WL that is stored as this rate
 * (`108333333333333n` wei per second → 0.39 WL, not 0.3899999999999988).
 */
export function hourlyPriceTyped(ratePerSecond: bigint): bigint {
  return shortestPrice(ratePerSecond, (price) => ratePerSecondNearest(price) === ratePerSecond);
}

/**
 * The hourly price to show for a rate, in wei: as it was typed. A rental's total adds up several rounded prices, so
 * what they may have lost does not count. Higher rates are never shown lower.
 */
export function hourlyPriceShown(ratePerSecond: bigint): bigint {
  const exact = weiPerHour(ratePerSecond);
  const lost = smaller(ROUNDED_AWAY, exact / SHOWN_PRECISION);
  const isNear = (price: bigint) => larger(price, exact) - smaller(price, exact) <= lost;
  return shortestPrice(ratePerSecond, (price) => isNear(price) || ratePerSecondNearest(price) === ratePerSecond);
}

/** {@link hourlyPriceShown} as the number of WL that the API gives. */
export function hourlyPriceNumber(ratePerSecond: bigint): number {
  return wlNumberForReading(hourlyPriceShown(ratePerSecond));
}

function shortestPrice(ratePerSecond: bigint, isGood: (price: bigint) => boolean): bigint {
  const exact = weiPerHour(ratePerSecond);
  for (let unit = WEI_PER_WL; unit > 1n; unit /= 10n) {
    const price = ((exact + unit / 2n) / unit) * unit;
    if (isGood(price)) return price;
  }
  return exact;
}

/**
 * The highest rate in wei per second whose hourly price, as it is shown, is not above `price` (WL per hour); null when
 * not even the lowest is. What people read and type back is thus compared as they read it.
 */
export function highestRateShownAt(price: number): bigint | null {
  const isShown = (rate: bigint) => hourlyPriceNumber(rate) <= price;
  let low = 0n;
  let high = UINT64_MAX;
  while (low < high) {
    const middle = (low + high + 1n) / 2n;
    if (isShown(middle)) low = middle;
    else high = middle - 1n;
  }
  return isVaultRate(low) ? low : null;
}

export function smaller(a: bigint, b: bigint): bigint {
  if (a <= b) return a;
  return b;
}

export function larger(a: bigint, b: bigint): bigint {
  return a + b - smaller(a, b);
}
