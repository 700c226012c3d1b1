"use client";

import { useQuery } from "@tanstack/react-query";
import { wlNumberForReading } from "@worldland/core/money";
import { Card } from "../components/ui/Card.tsx";
import { Chart } from "../components/ui/Chart.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { EmptyState, Skeleton } from "../components/ui/States.tsx";
import { useTRPC } from "../trpc/client.tsx";

const DAYS = 30;

/** What was charged, day by day, in UTC. */
export function SpendingChart() {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(trpc.account.spending.queryOptions({ days: DAYS }));
  return (
    <Card title="Spending by day" actions={<span className="text-xs text-muted">last {DAYS} days, settled, UTC</span>}>
      {error !== null && <FailureNotice error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton className="h-44 w-full" />}
      {data !== undefined && <Days days={data.days} />}
    </Card>
  );
}

function Days({ days }: { days: readonly { day: string; charged_wei: string }[] }) {
  if (days.every(({ charged_wei }) => BigInt(charged_wei) === 0n)) {
    return (
      <EmptyState title="Nothing was charged yet">Charges appear when a rental is settled in the vault.</EmptyState>
    );
  }
  return (
    <Chart
      label="Charged per day in WL"
      kind="bars"
      points={days.map(({ day, charged_wei }) => ({ at: day, value: wlNumberForReading(BigInt(charged_wei)) }))}
      format={wlAxis}
      unit="WL"
    />
  );
}

/** A number of WL on an axis or in a tip: three digits that count. */
export function wlAxis(value: number): string {
  return `${Number(value.toPrecision(3))}`;
}
