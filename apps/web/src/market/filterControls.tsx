"use client";

import { useEffect, useState } from "react";
import { Field } from "../components/ui/Field.tsx";
import { Input, Select } from "../components/ui/Input.tsx";

const TYPING_MS = 300;

/** One number of a few, or any. */
export function Choice({
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

/** Typed freely; it counts a moment after the last key. */
export function MaxPrice({
  value,
  onChange,
}: {
  value: number | undefined;
  onChange: (value: number | undefined) => void;
}) {
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
