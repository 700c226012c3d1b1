import { formatWl, ratePerSecondNearest, weiPerHour } from "@worldland/core/money";

const DECIMALS = 18;

/**
 * A rate in wei per second as an hourly price in WL to edit: the shortest one that is stored as this rate, and so what
 * its provider typed.
 */
export function hourlyInput(rateWei: bigint | string): string {
  const rate = BigInt(rateWei);
  const exact = weiPerHour(rate);
  for (let places = 0; places < DECIMALS; places++) {
    const unit = 10n ** BigInt(DECIMALS - places);
    const price = ((exact + unit / 2n) / unit) * unit;
    if (ratePerSecondNearest(price) === rate) return formatWl(price);
  }
  return formatWl(exact);
}
