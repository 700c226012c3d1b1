"use client";

import { useQuery } from "@tanstack/react-query";
import { SlidersHorizontal } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "../components/ui/Button.tsx";
import { Field } from "../components/ui/Field.tsx";
import { Checkbox, Input, Select } from "../components/ui/Input.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { countFilters, type Filters, SORTS } from "./filters.ts";
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
const SORT_NAMES = { price: "Price", reliability: "Reliability", availability: "Most free" } as const;
const TYPING_MS = 300;

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

function Choice({
  label,
  value,
  any,
  options,
  onChoose,
}: {
  label: string;
  value: number | undefined;
  any: string;
  options: readonly (readonly [number, string])[];
  onChoose: (value: number | undefined) => void;
}) {
  const isListed = value === undefined || options.some(([one]) => one === value);
  return (
    <Field label={label} className="md:w-32">
      {(ids) => (
        <Select
          {...ids}
          value={value ?? ""}
          onChange={({ target }) => onChoose(target.value === "" ? undefined : Number(target.value))}
        >
          <option value="">{any}</option>
          {!isListed && <option value={value}>{value}</option>}
          {options.map(([one, text]) => (
            <option key={one} value={one}>
              {text}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

function SortSelect({
  filters,
  change,
  label,
  compact = false,
}: Pick<Props, "filters" | "change"> & { label: string; compact?: boolean }) {
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

/** Typed freely; it counts a moment after the last key. */
function MaxPrice({ value, onChange }: { value: number | undefined; onChange: (value: number | undefined) => void }) {
  const [text, setText] = useState(value?.toString() ?? "");
  useEffect(() => setText((typed) => (Number(typed) === (value ?? 0) ? typed : (value?.toString() ?? ""))), [value]);
  useEffect(() => {
    const wanted = text.trim() === "" ? undefined : Number(text);
    if (wanted === value || Number.isNaN(wanted)) return;
    const timer = setTimeout(() => onChange(wanted), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, value, onChange]);
  return (
    <Field label="Max WL per GPU-hour" className="md:w-40">
      {(ids) => (
        <Input
          {...ids}
          inputMode="decimal"
          placeholder="No limit"
          value={text}
          onChange={({ target }) => setText(target.value.replace(",", ".").replace(/[^\d.]/g, ""))}
        />
      )}
    </Field>
  );
}

function withCurrent(regions: readonly string[], current: string | undefined): readonly string[] {
  return current === undefined || regions.includes(current) ? regions : [current, ...regions];
}
