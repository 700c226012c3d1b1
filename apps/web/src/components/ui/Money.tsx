import { formatWl } from "@worldland/core/money";
import { hourlyPriceText, perHourAndDay, wlText } from "../../money/amount.ts";
import { classes } from "./classes.ts";

/** An amount in wei as WL, exact on hover. Nothing where it is null: unknown is not 0. */
export function Wl({
  wei,
  unit = true,
  places,
  className,
}: {
  wei: bigint | string | null | undefined;
  unit?: boolean;
  places?: number;
  className?: string;
}) {
  if (wei === null || wei === undefined) return null;
  const amount = BigInt(wei);
  return (
    <span title={`${formatWl(amount)} WL`} className={classes("whitespace-nowrap", className)}>
      {wlText(amount, places)}
      {unit && <Unit>WL</Unit>}
    </span>
  );
}

/** A rate in wei per second as WL per hour; per day and the exact rate on hover. */
export function WlPerHour({ rate, className }: { rate: bigint | string; className?: string }) {
  const exact = BigInt(rate);
  const { hour, day } = perHourAndDay(exact);
  return (
    <span
      title={`${wlText(day)} WL per day; exactly ${formatWl(hour)} WL per hour (${exact} wei per second)`}
      className={classes("whitespace-nowrap", className)}
    >
      {hourlyPriceText(exact)}
      <Unit>WL/h</Unit>
    </span>
  );
}

function Unit({ children }: { children: string }) {
  return <span className="ml-[0.25em] text-[0.8em] font-normal text-muted">{children}</span>;
}
