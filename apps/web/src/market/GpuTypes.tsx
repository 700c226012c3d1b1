"use client";

import { useQuery } from "@tanstack/react-query";
import { classes } from "../components/ui/classes.ts";
import { Skeleton } from "../components/ui/States.tsx";
import { numberText } from "../money/amount.ts";
import { useTRPC } from "../trpc/client.tsx";
import type { Filters } from "./filters.ts";
import type { FirstMarket } from "./readFirstMarket.ts";
import type { FilterChange } from "./useFilters.ts";

/** One tile per GPU model: how many are free now, of how many, from what price. A press narrows down to it. */
export function GpuTypes({
  filters,
  change,
  sent,
}: {
  filters: Filters;
  change: (change: FilterChange) => void;
  /** What came with the page; it is read again at once. */
  sent: FirstMarket["gpuTypes"] | undefined;
}) {
  const trpc = useTRPC();
  const start = sent === undefined ? {} : { initialData: sent, initialDataUpdatedAt: 0 };
  const { data } = useQuery(trpc.offers.gpuTypes.queryOptions({}, start));
  if (data === undefined) return <Skeleton className="h-16 w-full" />;
  return (
    <ul aria-label="GPU models" className="-mx-4 flex gap-2 overflow-x-auto px-4 pb-1">
      {data.gpu_types.map((type) => {
        const isChosen = filters.gpu === type.gpu_type;
        return (
          <li key={type.gpu_type}>
            <button
              type="button"
              aria-pressed={isChosen}
              onClick={() => change({ gpu: isChosen ? undefined : type.gpu_type })}
              className={classes(
                "flex min-w-36 flex-col rounded-lg border px-3 py-2 text-left",
                isChosen ? "border-accent bg-accent-soft" : "border-line bg-surface hover:border-line-strong",
              )}
            >
              <span className="whitespace-nowrap text-sm font-medium">{type.gpu_type}</span>
              <span className="flex items-baseline justify-between gap-3 whitespace-nowrap text-xs text-muted">
                <span>
                  <span className={type.available_gpus > 0 ? "font-medium text-good" : undefined}>
                    {type.available_gpus}
                  </span>{" "}
                  of {type.total_gpus} free
                </span>
                {type.from_price_per_hour !== null && <span>from {numberText(type.from_price_per_hour)}</span>}
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
