"use client";

import { LIMITS } from "@worldland/core/limits";
import { Card } from "../components/ui/Card.tsx";
import { Field } from "../components/ui/Field.tsx";
import { Input } from "../components/ui/Input.tsx";
import { fairShare, type Range, rangesOf } from "./draft.ts";
import type { FormPart } from "./RentPage.tsx";

const TERMS = [
  { hours: 1, title: "1 h" },
  { hours: 6, title: "6 h" },
  { hours: 24, title: "1 day" },
  { hours: 72, title: "3 days" },
  { hours: 168, title: "7 days" },
  { hours: 720, title: "30 days" },
] as const;

/** How big, and for how long. */
export function MachineFields({ offer, draft, change, faults }: FormPart) {
  const ranges = rangesOf(offer);
  return (
    <Card title="Machine and term">
      <div className="grid gap-x-6 gap-y-4 sm:grid-cols-2">
        <Slider
          label="GPUs"
          unit={`of ${ranges.gpuCount.max} free`}
          range={ranges.gpuCount}
          value={draft.gpuCount}
          error={faults.gpu_count}
          onChange={(gpuCount) => change({ gpuCount, ...fairShare(offer, gpuCount) })}
        />
        <Slider
          label="CPU"
          unit="cores"
          range={ranges.cpuCores}
          value={draft.cpuCores}
          error={faults.cpu_cores}
          onChange={(cpuCores) => change({ cpuCores })}
        />
        <Slider
          label="Memory"
          unit="GB"
          range={ranges.memoryGb}
          value={draft.memoryGb}
          error={faults.memory_gb}
          onChange={(memoryGb) => change({ memoryGb })}
        />
        <Slider
          label="Storage"
          unit="GB"
          range={ranges.storageGb}
          value={draft.storageGb}
          error={faults.storage_gb}
          onChange={(storageGb) => change({ storageGb })}
        />
        <div className="sm:col-span-2">
          <Slider
            label="Term"
            unit="hours"
            range={LIMITS.durationHours}
            value={draft.durationHours}
            error={faults.duration_hours}
            onChange={(durationHours) => change({ durationHours })}
          />
          <div className="mt-2 flex flex-wrap gap-1.5">
            {TERMS.map(({ hours, title }) => (
              <button
                key={hours}
                type="button"
                aria-pressed={draft.durationHours === hours}
                onClick={() => change({ durationHours: hours })}
                className="rounded-full border border-line px-2.5 py-0.5 text-xs text-muted hover:border-line-strong aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent"
              >
                {title}
              </button>
            ))}
          </div>
        </div>
      </div>
    </Card>
  );
}

/** A number to type, and to slide. */
function Slider({
  label,
  unit,
  range,
  value,
  error,
  onChange,
}: {
  label: string;
  unit: string;
  range: Range;
  value: number;
  error: string | undefined;
  onChange: (value: number) => void;
}) {
  return (
    <Field label={label} error={error}>
      {(ids) => (
        <div className="flex items-center gap-3">
          <input
            type="range"
            aria-label={`${label}, slider`}
            min={range.min}
            max={range.max}
            value={value}
            disabled={range.min === range.max}
            onChange={({ target }) => onChange(target.valueAsNumber)}
            className="min-w-0 flex-1 accent-accent"
          />
          <span className="relative w-32 shrink-0">
            <Input
              {...ids}
              type="number"
              inputMode="numeric"
              min={range.min}
              max={range.max}
              value={Number.isNaN(value) ? "" : value}
              onChange={({ target }) => onChange(target.valueAsNumber)}
              className="[appearance:textfield] [&::-webkit-inner-spin-button]:appearance-none"
            />
            <span
              aria-hidden="true"
              className="pointer-events-none absolute inset-y-0 right-2.5 flex items-center text-xs text-muted"
            >
              {unit}
            </span>
          </span>
        </div>
      )}
    </Field>
  );
}
