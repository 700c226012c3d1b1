"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Card } from "../components/ui/Card.tsx";
import { Chart } from "../components/ui/Chart.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { Select } from "../components/ui/Input.tsx";
import { EmptyState, Skeleton } from "../components/ui/States.tsx";
import { useTRPC } from "../trpc/client.tsx";

const SPANS = [
  { days: 1, title: "24 hours" },
  { days: 7, title: "7 days" },
  { days: 30, title: "30 days" },
] as const;

/** GPUs in use over time, on all nodes together. */
export function UsageChart() {
  const trpc = useTRPC();
  const [days, setDays] = useState<number>(1);
  const { data, error, refetch } = useQuery(trpc.nodes.usage.queryOptions({ days }));
  const total = Math.max(0, ...(data?.points ?? []).map((point) => point.total_gpus));
  return (
    <Card
      title="GPUs in use"
      actions={
        <span className="w-32">
          <Select aria-label="Time span" value={days} onChange={({ target }) => setDays(Number(target.value))}>
            {SPANS.map(({ days: span, title }) => (
              <option key={span} value={span}>
                {title}
              </option>
            ))}
          </Select>
        </span>
      }
    >
      {error !== null && <FailureNotice error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton className="h-44 w-full" />}
      {data !== undefined && total === 0 && <EmptyState title="No GPU was there in this time" />}
      {data !== undefined && total > 0 && (
        <Chart
          label={`GPUs in use, of ${total}`}
          kind="steps"
          max={total}
          points={data.points.map(({ at, used_gpus: value }) => ({ at, value }))}
          format={(value) => `${Number(value.toFixed(2))}`}
          unit={`of ${total} GPUs`}
        />
      )}
    </Card>
  );
}
