"use client";

import { Field } from "../components/ui/Field.tsx";
import { Select } from "../components/ui/Input.tsx";
import { type Filters, SORTS } from "./filters.ts";
import type { FilterChange } from "./useFilters.ts";

const SORT_NAMES = { price: "Price", reliability: "Reliability", availability: "Most free" } as const;

/** In which order offers stand. `compact`: without a visible label. */
export function SortSelect({
  filters,
  change,
  label,
  compact = false,
}: {
  filters: Filters;
  change: (change: FilterChange) => void;
  label: string;
  compact?: boolean;
}) {
  const select = (ids: { id?: string; "aria-label"?: string }) => (
    <Select
      {...ids}
      value={filters.sort}
      onChange={({ target }) => change({ sort: SORTS.find((sort) => sort === target.value) })}
    >
      {SORTS.map((sort) => (
        <option key={sort} value={sort}>
          {SORT_NAMES[sort]}
        </option>
      ))}
    </Select>
  );
  if (compact) return <div className="w-36">{select({ "aria-label": label })}</div>;
  return (
    <Field label={label} className="w-32">
      {select}
    </Field>
  );
}
