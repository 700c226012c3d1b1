"use client";

import { useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";
import { type Filters, readFilters, withFilter, writeFilters } from "./filters.ts";

export type FilterChange = Parameters<typeof withFilter>[1];

/** The filters in the address, and how to change them without leaving the page. */
export function useFilters(): { filters: Filters; change: (change: FilterChange) => void; clear: () => void } {
  const address = useSearchParams();
  const filters = useMemo(() => readFilters(new URLSearchParams(address.toString())), [address]);
  const change = useCallback(
    (wanted: FilterChange) => window.history.replaceState(null, "", writeFilters(withFilter(filters, wanted))),
    [filters],
  );
  const clear = useCallback(
    () => window.history.replaceState(null, "", writeFilters({ sort: filters.sort })),
    [filters.sort],
  );
  return { filters, change, clear };
}
