"use client";

import { useQuery } from "@tanstack/react-query";
import { durationText } from "../clock/time.ts";
import { Figure } from "../components/ui/Card.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { Wl, WlPerHour } from "../components/ui/Money.tsx";
import { Skeleton } from "../components/ui/States.tsx";
import { useTRPC } from "../trpc/client.tsx";

const DAYS = 30;

/** Balance, what is held and pending, what was spent, and how long the balance lasts. */
export function AccountFigures() {
  const trpc = useTRPC();
  const account = useQuery(trpc.account.get.queryOptions({}));
  const spending = useQuery(trpc.account.spending.queryOptions({ days: DAYS }));
  const error = account.error ?? spending.error;
  if (error !== null) {
    return <FailureNotice error={error} onRetry={() => void Promise.all([account.refetch(), spending.refetch()])} />;
  }
  if (account.data === undefined || spending.data === undefined) return <Skeleton className="h-20 w-full" />;
  const { available_wei, held_wei, pending_wei, confirmations } = account.data;
  const { month_wei, runway_seconds, rate_per_second_wei: rate } = spending.data;
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-4 rounded-lg border border-line bg-surface p-4 sm:grid-cols-3 lg:grid-cols-5">
      <Figure name="Available">
        <Wl wei={available_wei} />
      </Figure>
      <Figure name="Held for rentals">
        <Wl wei={held_wei} />
      </Figure>
      <Figure name="Pending deposits" note={`spendable after ${confirmations} blocks`}>
        <Wl wei={pending_wei} />
      </Figure>
      <Figure name="Spent this month">
        <Wl wei={month_wei} />
      </Figure>
      <Figure
        name="Runway"
        note={
          runway_seconds === null ? (
            "nothing runs"
          ) : (
            <>
              at <WlPerHour rate={rate} />
            </>
          )
        }
      >
        {runway_seconds === null ? "—" : durationText(runway_seconds)}
      </Figure>
    </dl>
  );
}
