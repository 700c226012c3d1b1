"use client";

import { useQuery } from "@tanstack/react-query";
import type { MetricsOutput } from "@worldland/core/wire/workload";
import { useState } from "react";
import { Card } from "../components/ui/Card.tsx";
import { Chart } from "../components/ui/Chart.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { Select } from "../components/ui/Input.tsx";
import { EmptyState, Skeleton } from "../components/ui/States.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { amountText, bytesUnit, short, type Unit } from "./amounts.ts";

const SPANS = [
  { minutes: 15, title: "15 minutes" },
  { minutes: 60, title: "1 hour" },
  { minutes: 360, title: "6 hours" },
  { minutes: 1440, title: "24 hours" },
] as const;
const EVERY_MS = 15_000;
/** Until there is something to see. */
const FIRST_MS = 3_000;

/** What the container uses of what was rented, over time. */
export function Metrics({ id, living }: { id: string; living: boolean }) {
  const trpc = useTRPC();
  const [minutes, setMinutes] = useState<number>(60);
  const { data, error, refetch } = useQuery(
    trpc.workloads.metrics.queryOptions(
      { id, minutes },
      {
        refetchInterval({ state }) {
          if (!living) return false;
          return state.data?.points.length === 0 ? FIRST_MS : EVERY_MS;
        },
      },
    ),
  );
  if (error !== null && data === undefined) return <FailureNotice error={error} onRetry={() => void refetch()} />;
  return (
    <>
      <div className="mb-3 flex items-center justify-between gap-3">
        <p className="text-sm text-muted">As the node measures it; kept for a day.</p>
        <span className="w-36 shrink-0">
          <Select aria-label="Time span" value={minutes} onChange={({ target }) => setMinutes(Number(target.value))}>
            {SPANS.map(({ minutes: span, title }) => (
              <option key={span} value={span}>
                {title}
              </option>
            ))}
          </Select>
        </span>
      </div>
      {data === undefined && <Skeleton className="h-72 w-full" />}
      {data !== undefined && data.points.length === 0 && (
        <Card>
          <EmptyState title="Nothing measured in this time">
            {living
              ? "The first figures come some seconds after the container has started."
              : "Figures are kept for a day."}
          </EmptyState>
        </Card>
      )}
      {data !== undefined && data.points.length > 0 && <Charts metrics={data} />}
    </>
  );
}

type Point = MetricsOutput["points"][number];
type Figure = {
  readonly title: string;
  readonly value: (point: Point) => number | null;
  /** What was rented; null: the cluster does not say. */
  readonly limit: number | null;
  readonly unitOf: (value: number) => Unit;
};

function Charts({ metrics: { points, limits } }: { metrics: MetricsOutput }) {
  const shown = figuresOf(limits).filter(({ value }) => points.some((point) => value(point) !== null));
  const hasGpu = points.some(({ gpu_percent }) => gpu_percent !== null);
  return (
    <>
      <div className="grid gap-4 lg:grid-cols-2">
        {shown.map((figure) => (
          <FigureCard key={figure.title} figure={figure} points={points} />
        ))}
      </div>
      {!hasGpu && (
        <p className="mt-3 text-xs text-muted">
          This cluster does not measure GPUs. In the container, <code className="font-mono">nvidia-smi</code> does.
        </p>
      )}
    </>
  );
}

function FigureCard({ figure: { title, value, limit, unitOf }, points }: { figure: Figure; points: readonly Point[] }) {
  const values = points.map(value).filter((one) => one !== null);
  const [last, peak] = [values.at(-1) ?? 0, Math.max(0, ...values)];
  const unit = unitOf(peak);
  return (
    <Card
      title={title}
      actions={
        <span className="text-sm tabular-nums text-muted">
          <strong className="font-semibold text-ink">{amountText(last, unitOf(last))}</strong>
          {limit !== null && ` of ${amountText(limit, unitOf(limit))}`}
        </span>
      }
    >
      <Chart
        label={`${title} in ${unit.name}`}
        kind="area"
        points={points.map((point) => ({ at: point.at, value: scaled(value(point), unit) }))}
        format={short}
        unit={unit.name}
        {...topOf(limit, peak, unit)}
        height={140}
      />
    </Card>
  );
}

/** The axis ends at what was rented, but where the line would lie on the ground of it. */
function topOf(limit: number | null, peak: number, unit: Unit): { max?: number } {
  return limit === null || peak < limit / 5 ? {} : { max: limit / unit.size };
}

const scaled = (value: number | null, { size }: Unit) => (value === null ? null : value / size);

function figuresOf(limits: MetricsOutput["limits"]): readonly Figure[] {
  const [cores, percent] = [() => ({ name: "cores", size: 1 }), () => ({ name: "%", size: 1 })];
  return [
    { title: "CPU", value: ({ cpu_cores }) => cpu_cores, limit: limits.cpu_cores, unitOf: cores },
    { title: "Memory", value: ({ memory_bytes }) => memory_bytes, limit: limits.memory_bytes, unitOf: bytesUnit },
    { title: "Disk", value: ({ disk_bytes }) => disk_bytes, limit: limits.disk_bytes, unitOf: bytesUnit },
    { title: "GPU", value: ({ gpu_percent }) => gpu_percent, limit: 100, unitOf: percent },
    { title: "VRAM", value: ({ vram_bytes }) => vram_bytes, limit: null, unitOf: bytesUnit },
  ];
}
