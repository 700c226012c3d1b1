"use client";

import dynamic from "next/dynamic";
import { Skeleton } from "./States.tsx";

/** One point: `at` is an instant or a UTC day. `value` null: nothing is known there. */
export type ChartPoint = { readonly at: string; readonly value: number | null };

export type ChartProps = {
  /** What is shown, for those who cannot see it. */
  readonly label: string;
  readonly points: readonly ChartPoint[];
  readonly kind: "bars" | "area" | "steps";
  /** How a value is written on the axis and in the tip. */
  readonly format: (value: number) => string;
  /** Stands behind a value in the tip; the axis has no room for it. */
  readonly unit?: string;
  /** Pixels. */
  readonly height?: number;
  /** Top of the axis, e.g. the number of GPUs there are; by default what the values need. */
  readonly max?: number;
};

/** A chart over time. recharts comes when the first one is shown, and never on pages without one. */
export const Chart = dynamic<ChartProps>(() => import("./ChartDrawing.tsx").then((module) => module.ChartDrawing), {
  ssr: false,
  loading: () => <Skeleton className="h-44 w-full" />,
});
