"use client";

import { X } from "lucide-react";
import { type Filters, sayFilter } from "./filters.ts";
import type { FilterChange } from "./useFilters.ts";

/** Which filter hides how much, and a press to do without it. */
export function WhyNot({
  hiddenBy,
  filters,
  change,
}: {
  hiddenBy: Readonly<Record<string, number>>;
  filters: Filters;
  change: (change: FilterChange) => void;
}) {
  const reasons = Object.entries(hiddenBy)
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a)
    .flatMap(([name, count]) => {
      const said = sayFilter(name, filters);
      return said === null ? [] : [{ name, count, said }];
    });
  if (reasons.length === 0) return null;
  return (
    <section aria-label="Why not more" className="flex flex-wrap items-center gap-2 text-xs text-muted">
      <span>Each alone hides:</span>
      {reasons.map(({ name, count, said }) => (
        <button
          key={name}
          type="button"
          onClick={() => change({ [name]: undefined })}
          aria-label={`Show the ${count} more that "${said}" hides`}
          className="inline-flex items-center gap-1 rounded-full border border-line bg-surface px-2.5 py-1 hover:border-line-strong hover:text-ink"
        >
          <span className="font-medium text-ink">{count}</span> by {said} <X size={12} aria-hidden="true" />
        </button>
      ))}
    </section>
  );
}
