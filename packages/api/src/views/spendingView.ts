import { smaller } from "@worldland/core/money";
import { figuresOf, unsettledOf } from "@worldland/core/rental/figures";
import type { spendingOutput } from "@worldland/core/wire/account";
import type { SumsByDay } from "@worldland/db/queries/account/sumsByDay";
import type { UnsettledRental } from "@worldland/db/queries/earnings/unsettledRentals";
import type { z } from "zod";

type SpendingView = z.infer<typeof spendingOutput>;

/** Days that `spendingView` must be given at least: a whole calendar month. */
export const MONTH_DAYS = 31;

/** What a wallet's rentals were charged, and how long its money lasts. `charged` reaches back `MONTH_DAYS` or more. */
export function spendingView(
  input: { days: number },
  charged: SumsByDay,
  unsettled: readonly UnsettledRental[],
  available: bigint,
  now: Date,
): SpendingView {
  const month = charged.days.at(-1)?.day.slice(0, "YYYY-MM".length);
  const settled = charged.days.filter(({ day }) => month !== undefined && day.startsWith(month));
  const derived = unsettled.map(
    ({ rental, feeBps }) => unsettledOf(rental, figuresOf(rental, false, now), feeBps).charge,
  );
  const running = unsettled.filter(({ rental }) => rental.startedAt !== null && rental.endedAt === null);
  const rate = running.reduce((sum, { rental }) => sum + rental.ratePerSecond, 0n);
  return {
    days: charged.days.slice(-input.days).map(({ day, amount }) => ({ day, charged_wei: `${amount}` })),
    month_wei: `${[...settled.map(({ amount }) => amount), ...derived].reduce((sum, amount) => sum + amount, 0n)}`,
    rate_per_second_wei: `${rate}`,
    runway_seconds: rate === 0n ? null : Number(smaller(available / rate, BigInt(Number.MAX_SAFE_INTEGER))),
  };
}
