"use client";

import { Button } from "../components/ui/Button.tsx";
import { Field } from "../components/ui/Field.tsx";
import { Input, Select } from "../components/ui/Input.tsx";
import { EVERYTHING, isKind, KINDS, type LedgerFilter } from "./ledgerFilter.ts";

/** Which movements are shown: of a kind, of a rental, of some days. */
export function LedgerControls({
  filter,
  onChange,
}: {
  filter: LedgerFilter;
  onChange: (filter: LedgerFilter) => void;
}) {
  const isNarrowed = Object.values(filter).some((value) => value !== "");
  return (
    <div className="grid grid-cols-2 items-end gap-2 border-b border-line px-4 py-3 sm:grid-cols-[9rem_minmax(0,14rem)_9.5rem_9.5rem_auto] sm:justify-start">
      <Field label="Kind">
        {(ids) => (
          <Select
            {...ids}
            value={filter.kind}
            onChange={({ target: { value } }) => onChange({ ...filter, kind: isKind(value) ? value : "" })}
          >
            <option value="">All kinds</option>
            {Object.entries(KINDS).map(([id, title]) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label="Rental">
        {(ids) => (
          <Input
            {...ids}
            placeholder="job_…"
            autoComplete="off"
            spellCheck={false}
            value={filter.jobId}
            onChange={({ target: { value } }) => onChange({ ...filter, jobId: value })}
          />
        )}
      </Field>
      <Field label="From, UTC">
        {(ids) => (
          <Input
            {...ids}
            type="date"
            max={filter.to || undefined}
            value={filter.from}
            onChange={({ target: { value } }) => onChange({ ...filter, from: value })}
          />
        )}
      </Field>
      <Field label="To, UTC">
        {(ids) => (
          <Input
            {...ids}
            type="date"
            min={filter.from || undefined}
            value={filter.to}
            onChange={({ target: { value } }) => onChange({ ...filter, to: value })}
          />
        )}
      </Field>
      {isNarrowed && (
        <Button kind="quiet" onClick={() => onChange(EVERYTHING)}>
          Show all
        </Button>
      )}
    </div>
  );
}
