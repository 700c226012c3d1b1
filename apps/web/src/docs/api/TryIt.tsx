"use client";

import { useState } from "react";
import { Button } from "../../components/ui/Button.tsx";
import { Field } from "../../components/ui/Field.tsx";
import { Input, Select } from "../../components/ui/Input.tsx";
import { askProcedure, type Told } from "./askProcedure.ts";

type Parameter = { readonly name: string; readonly isRequired: boolean; readonly choices: readonly string[] };

/** Asks for real, in the session of whoever is signed in here: the same procedure that answers the path. */
export function TryIt({
  procedure,
  path,
  parameters,
}: {
  procedure: string;
  path: string;
  parameters: readonly Parameter[];
}) {
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [told, setTold] = useState<Told | null>(null);
  const [isBusy, setBusy] = useState(false);
  const isReady = parameters.every(({ name, isRequired }) => !isRequired || (values[name] ?? "") !== "");
  const ask = async () => {
    setBusy(true);
    setTold(await askProcedure(procedure, values));
    setBusy(false);
  };
  return (
    <details className="mt-3">
      <summary className="text-xs font-medium text-muted">Try it in your session</summary>
      <form
        className="mt-2 flex flex-wrap items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          void ask();
        }}
      >
        {parameters.map(({ name, isRequired, choices }) => {
          const change = (value: string) => setValues({ ...values, [name]: value });
          return (
            <Field key={name} className="w-36" label={isRequired ? `${name} (required)` : name}>
              {(ids) =>
                choices.length > 0 ? (
                  <Select {...ids} value={values[name] ?? ""} onChange={({ target }) => change(target.value)}>
                    <option value="">any</option>
                    {choices.map((choice) => (
                      <option key={choice}>{choice}</option>
                    ))}
                  </Select>
                ) : (
                  <Input
                    {...ids}
                    autoComplete="off"
                    value={values[name] ?? ""}
                    onChange={({ target }) => change(target.value)}
                  />
                )
              }
            </Field>
          );
        })}
        <Button kind="primary" type="submit" busy={isBusy} disabled={!isReady} aria-label={`Ask GET ${path}`}>
          Ask
        </Button>
      </form>
      {told !== null && (
        <div className="mt-2" role="status">
          <p className="text-xs">
            Answered <strong className={told.status < 400 ? "text-good" : "text-bad"}>{told.status}</strong>
          </p>
          <pre className="mt-1 max-h-96 overflow-y-auto whitespace-pre-wrap break-words rounded-md border border-line bg-raised px-3 py-2 font-mono text-xs leading-5">
            {told.body}
          </pre>
        </div>
      )}
    </details>
  );
}
