import { csvLine } from "./csv.ts";
import { formatWl } from "./money.ts";
import { type RentalUsageView, rentalUsageView } from "./wire/rentalUsage.ts";

const FIELDS = Object.keys(rentalUsageView.shape);

/** The first line of what rentals used, as a table for spreadsheets. */
export const RENTAL_USAGE_CSV_HEAD = csvLine([...FIELDS, "charge_wl", "fee_wl"]);

/** Rentals as the lines that follow. */
export function rentalUsageCsvLines(rentals: readonly RentalUsageView[]): string {
  return rentals.map(lineOf).join("");
}

function lineOf(rental: RentalUsageView): string {
  const values = new Map<string, unknown>(Object.entries(rental));
  const amounts = [rental.charge_wei, rental.fee_wei].map((wei) => formatWl(BigInt(wei)));
  return csvLine([...FIELDS.map((field) => String(values.get(field) ?? "")), ...amounts]);
}
