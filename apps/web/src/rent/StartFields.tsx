"use client";

import { Plus, X } from "lucide-react";
import { Button } from "../components/ui/Button.tsx";
import { Card } from "../components/ui/Card.tsx";
import { Field } from "../components/ui/Field.tsx";
import { Input, TextArea } from "../components/ui/Input.tsx";
import type { FormPart } from "./RentPage.tsx";

/** What few need: a name, environment variables, a script. Folded away until it is wanted. */
export function StartFields({ draft, change, faults }: FormPart) {
  const nextId = draft.env.reduce((highest, { id }) => Math.max(highest, id), 0) + 1;
  const setVariable = (id: number, changed: { key?: string; value?: string }) =>
    change({ env: draft.env.map((one) => (one.id === id ? { ...one, ...changed } : one)) });
  const hasFault = ["job_name", "env", "on_start"].some((name) => faults[name] !== undefined);
  return (
    <Card>
      <details open={hasFault || undefined}>
        <summary className="text-sm font-semibold">Name, environment and start script</summary>
        <div className="mt-4 flex flex-col gap-4">
          <Field label="Name" hint="For your own lists." error={faults.job_name}>
            {(ids) => (
              <Input
                {...ids}
                maxLength={100}
                value={draft.name}
                onChange={({ target }) => change({ name: target.value })}
              />
            )}
          </Field>
          <fieldset className="flex flex-col gap-2">
            <legend className="mb-1 text-xs font-medium text-muted">Environment variables</legend>
            {draft.env.map(({ id, key, value }) => (
              <div key={id} className="flex gap-2">
                <Input
                  aria-label="Name of the variable"
                  className="max-w-48 font-mono"
                  placeholder="NAME"
                  value={key}
                  onChange={({ target }) => setVariable(id, { key: target.value })}
                />
                <Input
                  aria-label="Value of the variable"
                  className="font-mono"
                  placeholder="value"
                  value={value}
                  onChange={({ target }) => setVariable(id, { value: target.value })}
                />
                <Button
                  kind="quiet"
                  size="icon"
                  aria-label={`Remove ${key || "this variable"}`}
                  onClick={() => change({ env: draft.env.filter((one) => one.id !== id) })}
                >
                  <X size={14} aria-hidden="true" />
                </Button>
              </div>
            ))}
            {faults.env !== undefined && (
              <p role="alert" className="text-xs text-bad">
                {faults.env}
              </p>
            )}
            <Button
              size="small"
              className="self-start"
              onClick={() => change({ env: [...draft.env, { id: nextId, key: "", value: "" }] })}
            >
              <Plus size={14} aria-hidden="true" /> Add a variable
            </Button>
          </fieldset>
          <Field
            label="Start script"
            hint="Runs once as root when the container first starts, before you log in or beside it."
            error={faults.on_start}
          >
            {(ids) => (
              <TextArea
                {...ids}
                rows={5}
                spellCheck={false}
                placeholder={"#!/bin/bash\npip install -r /workspace/requirements.txt"}
                value={draft.onStart}
                onChange={({ target }) => change({ onStart: target.value })}
              />
            )}
          </Field>
        </div>
      </details>
    </Card>
  );
}
