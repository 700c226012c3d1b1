"use client";

import { useQuery } from "@tanstack/react-query";
import { SlidersHorizontal } from "lucide-react";
import { useState } from "react";
import { Button } from "../components/ui/Button.tsx";
import { Field } from "../components/ui/Field.tsx";
import { Checkbox, Select } from "../components/ui/Input.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { Choice, MaxPrice } from "./filterControls.tsx";
import { countFilters, type Filters } from "./filters.ts";
import { SortSelect } from "./SortSelect.tsx";
import type { FilterChange } from "./useFilters.ts";

/** Floors below the sizes that cards are sold in: a "24 GB" card reports a little less. */
const VRAM_FLOORS = [
  { gb: 12, mb: 11_000 },
  { gb: 16, mb: 15_000 },
  { gb: 24, mb: 24_000 },
  { gb: 40, mb: 39_000 },
  { gb: 48, mb: 47_000 },
  { gb: 80, mb: 79_000 },
] as const;
const RELIABILITIES = [0.9, 0.95, 0.99, 0.999] as const;

type Props = { filters: Filters; change: (change: FilterChange) => void; clear: () => void };

/** Everything the list can be narrowed down by; folded away on a phone. */
export function FilterBar(props: Props) {
  const [isOpen, setOpen] = useState(false);
  const count = countFilters(props.filters);
  return (
    <section aria-label="Filters" className="rounded-lg border border-line bg-surface">
      <div className="flex items-center justify-between px-3 py-2 md:hidden">
        <Button kind="quiet" size="small" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <SlidersHorizontal size={14} aria-hidden="true" /> Filters{count > 0 && ` (${count})`}
        </Button>
        <SortSelect {...props} label="Sort by" compact />
      </div>
      <div className={isOpen ? "block border-t border-line md:border-t-0" : "hidden md:block"}>
        <Controls {...props} count={count} />
      </div>
    </section>
  );
}

function Controls({ filters, change, clear, count }: Props & { count: number }) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.offers.gpuTypes.queryOptions({}));
  return (
    <div className="grid grid-cols-2 items-end gap-3 p-3 sm:grid-cols-3 md:flex md:flex-wrap">
      <Choice
        label="GPUs"
        value={filters.gpu_count}
        any="Any"
        options={[1, 2, 3, 4, 5, 6, 7, 8].map((n) => [n, `${n} or more`])}
        onChoose={(gpu_count) => change({ gpu_count })}
      />
      <Choice
        label="VRAM per GPU"
        value={filters.min_vram}
        any="Any"
        options={VRAM_FLOORS.map(({ gb, mb }) => [mb, `${gb} GB or more`])}
        onChoose={(min_vram) => change({ min_vram })}
      />
      <Field label="Region" className="md:w-36">
        {(ids) => (
          <Select
            {...ids}
            value={filters.region ?? ""}
            onChange={({ target }) => change({ region: target.value || undefined })}
          >
            <option value="">Anywhere</option>
            {withCurrent(data?.regions ?? [], filters.region).map((region) => (
              <option key={region}>{region}</option>
            ))}
          </Select>
        )}
      </Field>
      <MaxPrice value={filters.max_price} onChange={(max_price) => change({ max_price })} />
      <Choice
        label="Reliability"
        value={filters.min_reliability}
        any="Any"
        options={RELIABILITIES.map((share) => [share, `${share * 100} % or more`])}
        onChoose={(min_reliability) => change({ min_reliability })}
      />
      <Checkbox
        label="Available now"
        className="h-9"
        checked={filters.available ?? false}
        onChange={({ target }) => change({ available: target.checked || undefined })}
      />
      <div className="col-span-2 flex items-end justify-end gap-2 sm:col-span-3 md:ml-auto">
        {count > 0 && (
          <Button kind="quiet" onClick={clear}>
            Clear
          </Button>
        )}
        <div className="hidden md:block">
          <SortSelect filters={filters} change={change} label="Sort by" />
        </div>
      </div>
    </div>
  );
}

function withCurrent(regions: readonly string[], current: string | undefined): readonly string[] {
  return current === undefined || regions.includes(current) ? regions : [current, ...regions];
}
