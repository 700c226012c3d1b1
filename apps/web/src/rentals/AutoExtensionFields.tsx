"use client";

import { LIMITS } from "@worldland/core/limits";
import { AUTO_EXTENSION_MINUTES } from "@worldland/core/rental/autoExtension";
import { Field } from "../components/ui/Field.tsx";
import { Input, Select } from "../components/ui/Input.tsx";
import { type AutoExtensionDraft, hasTerm } from "./autoExtensionDraft.ts";

const MINUTES = [10, 20, 30, 60].filter(
  (minutes) => minutes >= AUTO_EXTENSION_MINUTES.min && minutes <= AUTO_EXTENSION_MINUTES.max,
);
const { max } = LIMITS.durationHours;

export function AutoExtensionFields({
  draft,
  onChange,
  untilError,
}: {
  draft: AutoExtensionDraft;
  onChange: (change: Partial<AutoExtensionDraft>) => void;
  untilError?: string | undefined;
}) {
  const { hours, minutes, until } = draft;
  return (
    <>
      <Field label="Hours more each time" error={hasTerm(draft) ? null : `A whole number from 1 to ${max}.`}>
        {(ids) => (
          <Input
            {...ids}
            type="number"
            min={1}
            max={max}
            value={Number.isNaN(hours) ? "" : hours}
            onChange={({ target }) => onChange({ hours: target.valueAsNumber })}
          />
        )}
      </Field>
      <Field label="When so much is left">
        {(ids) => (
          <Select {...ids} value={minutes} onChange={({ target }) => onChange({ minutes: Number(target.value) })}>
            {MINUTES.map((one) => (
              <option key={one} value={one}>
                {one} minutes
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label="At most until (UTC)" hint="Left empty: as long as your allowance lasts." error={untilError}>
        {(ids) => (
          <Input
            {...ids}
            type="datetime-local"
            value={until}
            onChange={({ target }) => onChange({ until: target.value })}
          />
        )}
      </Field>
    </>
  );
}
