"use client";

import { wlNumberForReading } from "@worldland/core/money";
import { wlAxis } from "../billing/SpendingChart.tsx";
import { Card } from "../components/ui/Card.tsx";
import { Chart } from "../components/ui/Chart.tsx";
import { EmptyState, Skeleton } from "../components/ui/States.tsx";
import { EARNING_DAYS, useEarnings } from "./useEarnings.ts";

/** What was earned day by day. */
export function EarningsChart() {
  const { data } = useEarnings();
  return (
    <Card
      title="Earned by day"
      actions={<span className="text-xs text-muted">last {EARNING_DAYS} days, settled, UTC</span>}
    >
      {data === undefined ? <Skeleton className="h-44 w-full" /> : <Days days={data.days} />}
    </Card>
  );
}

function Days({ days }: { days: readonly { day: string; earned_wei: string }[] }) {
  if (days.every(({ earned_wei }) => BigInt(earned_wei) === 0n)) {
    return <EmptyState title="Nothing earned yet">Earnings appear with each settlement in the vault.</EmptyState>;
  }
  return (
    <Chart
      label="Earned per day in WL"
      kind="bars"
      points={days.map(({ day, earned_wei }) => ({ at: day, value: wlNumberForReading(BigInt(earned_wei)) }))}
      format={wlAxis}
      unit="WL"
    />
  );
}
