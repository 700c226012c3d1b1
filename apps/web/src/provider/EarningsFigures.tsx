"use client";

import { Figure } from "../components/ui/Card.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { Wl } from "../components/ui/Money.tsx";
import { Skeleton } from "../components/ui/States.tsx";
import { useEarnings } from "./useEarnings.ts";

/** Earned today, this week and ever; what is not settled yet; what can be withdrawn. */
export function EarningsFigures() {
  const { data, error, refetch } = useEarnings();
  if (error !== null) return <FailureNotice error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton className="h-20 w-full" />;
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-4 rounded-lg border border-line bg-surface p-4 sm:grid-cols-3 lg:grid-cols-5">
      <Figure name="Earned today" note="UTC, after the fee">
        <Wl wei={data.today_wei} places={6} />
      </Figure>
      <Figure name="Last 7 days">
        <Wl wei={data.week_wei} places={6} />
      </Figure>
      <Figure name="All in all">
        <Wl wei={data.all_wei} places={6} />
      </Figure>
      <Figure name="Not settled yet" note="metered, on its way">
        <Wl wei={data.pending_wei} places={6} />
      </Figure>
      <Figure name="To withdraw" note="your balance in the vault">
        <Wl wei={data.available_wei} places={6} />
      </Figure>
    </dl>
  );
}
