"use client";

import { Area, AreaChart, Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { exactText } from "../../clock/time.ts";
import type { ChartProps } from "./Chart.tsx";

const TWO_DAYS_MS = 2 * 24 * 3600 * 1000;
const TICK = { fill: "var(--muted)", fontSize: 11 };

/** What {@link ChartProps} describe, drawn by recharts. */
export function ChartDrawing({ label, points, kind, format, unit, height = 176, max }: ChartProps) {
  const data = points.map(({ at, value }) => ({ at, value }));
  const axes = (
    <>
      <CartesianGrid vertical={false} stroke="var(--line)" />
      <XAxis
        dataKey="at"
        tickFormatter={shortTimeOf(points)}
        tick={TICK}
        tickLine={false}
        axisLine={false}
        minTickGap={28}
      />
      <YAxis
        tickFormatter={format}
        tick={TICK}
        tickLine={false}
        axisLine={false}
        width="auto"
        domain={[0, max ?? "auto"]}
        allowDecimals={max === undefined}
      />
      <Tooltip
        cursor={{ fill: "var(--raised)", stroke: "var(--line-strong)" }}
        isAnimationActive={false}
        content={({ active, payload }) => {
          const point = active ? payload?.[0] : undefined;
          if (point === undefined) return null;
          const at = String(data.find((one) => one === point.payload)?.at ?? "");
          return (
            <div className="rounded-md border border-line bg-surface px-2.5 py-1.5 text-xs shadow-md">
              <p className="text-muted">{at.length > 10 ? exactText(at) : at}</p>
              <p className="font-medium">
                {typeof point.value === "number" ? `${format(point.value)} ${unit ?? ""}` : "unknown"}
              </p>
            </div>
          );
        }}
      />
    </>
  );
  const margin = { top: 8, right: 8, bottom: 0, left: 0 };
  return (
    <div role="img" aria-label={label} style={{ height }}>
      <ResponsiveContainer width="100%" height="100%">
        {kind === "bars" ? (
          <BarChart data={data} margin={margin} accessibilityLayer>
            {axes}
            <Bar dataKey="value" fill="var(--accent)" radius={[2, 2, 0, 0]} maxBarSize={28} isAnimationActive={false} />
          </BarChart>
        ) : (
          <AreaChart data={data} margin={margin} accessibilityLayer>
            {axes}
            <Area
              dataKey="value"
              type={kind === "steps" ? "stepAfter" : "monotone"}
              stroke="var(--accent)"
              strokeWidth={1.5}
              fill="var(--accent-soft)"
              isAnimationActive={false}
            />
          </AreaChart>
        )}
      </ResponsiveContainer>
    </div>
  );
}

/** `11-24` of an instant or day; `14:30` where all of it lies within two days. */
function shortTimeOf(points: ChartProps["points"]): (at: string) => string {
  const [first, last] = [points[0]?.at ?? "", points.at(-1)?.at ?? ""];
  const isShort = first.length > 10 && Date.parse(last) - Date.parse(first) <= TWO_DAYS_MS;
  return (at) => (isShort ? at.slice(11, 16) : at.slice(5, 10));
}
