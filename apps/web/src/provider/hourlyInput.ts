import { formatWl, hourlyPriceTyped } from "@worldland/core/money";

/** A rate in wei per second as an hourly price in WL to edit: what its provider typed. */
export function hourlyInput(rateWei: bigint | string): string {
  return formatWl(hourlyPriceTyped(BigInt(rateWei)));
}
