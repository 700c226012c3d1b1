"use client";

import { useQuery } from "@tanstack/react-query";
import { wlNumberForReading } from "@worldland/core/money";
import { useState } from "react";
import { wlAxis } from "../billing/SpendingChart.tsx";
import { Card } from "../components/ui/Card.tsx";
import { Chart } from "../components/ui/Chart.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { Select } from "../components/ui/Input.tsx";
import { Wl } from "../components/ui/Money.tsx";
import { EmptyState, Skeleton } from "../components/ui/States.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { EARNING_DAYS, useEarnings } from "./useEarnings.ts";

/** What was earned day by day, on all nodes or on one. */
export function EarningsChart() {
  const trpc = useTRPC();
  const { data: own } = useQuery(trpc.nodes.list.queryOptions({}));
  const [node, setNode] = useState("");
  const { data, error, refetch } = useEarnings(node === "" ? undefined : node);
  return (
    <Card
      title="Earned by day"
      actions={
        <span className="w-44">
          <Select aria-label="Node" value={node} onChange={({ target }) => setNode(target.value)}>
            <option value="">All nodes</option>
            {own?.nodes.map(({ node: name }) => (
              <option key={name}>{name}</option>
            ))}
          </Select>
        </span>
      }
    >
      {error !== null && <FailureNotice error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton className="h-44 w-full" />}
      {data !== undefined && (
        <>
          <Days days={data.days} />
          <p className="mt-2 text-xs text-muted">
            Last {EARNING_DAYS} days, settled, UTC. All in all <Wl wei={data.all_wei} places={6} />, and{" "}
            <Wl wei={data.pending_wei} places={6} /> not settled yet.
          </p>
        </>
      )}
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
