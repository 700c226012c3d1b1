import { formatWl, hourlyPriceShown, parseWl, weiPerHour } from "@worldland/core/money";

const HOURS_PER_DAY = 24n;
const DEFAULT_PLACES = 4;
const WEI_PLACES = 18;

/**
 * Decimal WL for reading, to the nearest of `places` decimals but never to a false 0: what is too small for that keeps
 * its first three digits. Thousands are set apart by narrow spaces.
 */
export function wlText(wei: bigint, places = DEFAULT_PLACES): string {
  const absolute = wei < 0n ? -wei : wei;
  const unit = 10n ** BigInt(WEI_PLACES - places);
  const nearest = ((absolute + unit / 2n) / unit) * unit;
  const isSmall = nearest === 0n && absolute > 0n;
  const [whole = "0", fraction = ""] = formatWl(isSmall ? absolute : nearest).split(".");
  const kept = isSmall ? (/^0*\d{1,3}/.exec(fraction)?.[0] ?? "") : fraction;
  const decimals = kept.replace(/0+$/, "");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, "\u202f");
  return `${wei < 0n ? "\u2212" : ""}${grouped}${decimals === "" ? "" : `.${decimals}`}`;
}

/** Wei per hour and per day of a rate in wei per second. */
export function perHourAndDay(ratePerSecond: bigint): { hour: bigint; day: bigint } {
  const hour = weiPerHour(ratePerSecond);
  return { hour, day: hour * HOURS_PER_DAY };
}

/** WL per hour as the price was typed, though a rate is kept in whole wei per second. */
export function hourlyPriceText(ratePerSecond: bigint, places = DEFAULT_PLACES): string {
  return wlText(hourlyPriceShown(ratePerSecond), places);
}

/** A number of WL as the API gives it for reading, like any other amount. */
export function numberText(wl: number): string {
  return wlText(parseWl(wl.toFixed(WEI_PLACES)) ?? 0n);
}

/** Thousands set apart by narrow spaces, so that wei can be read. */
export function digits(value: bigint | number | string): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, "\u202f");
}
