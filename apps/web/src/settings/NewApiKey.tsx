"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Scope } from "@worldland/core/wire/auth";
import { useState } from "react";
import { useNow } from "../clock/Clock.tsx";
import { Button } from "../components/ui/Button.tsx";
import { CopyField } from "../components/ui/CopyField.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { Field } from "../components/ui/Field.tsx";
import { Checkbox, Input, Select } from "../components/ui/Input.tsx";
import { Notice } from "../components/ui/States.tsx";
import { useTRPC, useTRPCClient } from "../trpc/client.tsx";
import { failureOf } from "../trpc/refusal.ts";
import { dayOf, expiryOf, TERMS, type Term } from "./expiry.ts";
import { SCOPES } from "./scopes.ts";

/** Makes a key; afterwards shows it, this once. */
export function NewApiKey({ onDone }: { onDone: () => void }) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const now = useNow(10_000);
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<readonly Scope[]>(SCOPES.map(({ scope }) => scope));
  const [term, setTerm] = useState<Term>("90");
  const [date, setDate] = useState("");
  const create = useMutation({
    mutationFn: (expiresAt: Date | null) =>
      client.apiKeys.create.mutate({
        name: name.trim(),
        scopes: [...scopes],
        ...(expiresAt === null ? {} : { expires_at: expiresAt.toISOString() }),
      }),
    onSuccess: () => queryClient.invalidateQueries(trpc.apiKeys.pathFilter()),
  });
  if (create.data !== undefined) return <ShownOnce secret={create.data.key} onDone={onDone} />;
  const expiresAt = expiryOf(term, date, now);
  const isReady = name.trim() !== "" && scopes.length > 0;
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady && expiresAt !== undefined) create.mutate(expiresAt);
      }}
    >
      <Field
        label="Name"
        hint="What uses it, so that you know it again."
        error={create.error === null ? null : failureOf(create.error).fields.name}
      >
        {(ids) => (
          <Input
            {...ids}
            autoComplete="off"
            maxLength={100}
            placeholder="training script"
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
        )}
      </Field>
      <fieldset className="flex flex-col gap-1.5">
        <legend className="mb-1 text-xs font-medium text-muted">It may</legend>
        {SCOPES.map(({ scope, may, means }) => (
          <Checkbox
            key={scope}
            className="items-start"
            checked={scopes.includes(scope)}
            onChange={({ target }) =>
              setScopes(target.checked ? [...scopes, scope] : scopes.filter((one) => one !== scope))
            }
            label={
              <span>
                {may} <span className="font-mono text-xs text-muted">{scope}</span>
                <span className="block text-xs text-muted">{means}</span>
              </span>
            }
          />
        ))}
        <p className="text-xs text-muted">
          No key makes keys, saves SSH keys, grants an allowance, ends sessions or moves your balance.
        </p>
      </fieldset>
      <Field label="Expires">
        {(ids) => (
          <Select
            {...ids}
            value={term}
            onChange={({ target: { value } }) => setTerm(TERMS.find(({ id }) => id === value)?.id ?? term)}
          >
            {TERMS.map(({ id, title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {term === "date" && (
        <Field
          label="Last day, UTC"
          error={date !== "" && now !== null && expiresAt === undefined ? "A day that is not over." : null}
        >
          {(ids) => (
            <Input
              {...ids}
              type="date"
              {...(now === null ? {} : { min: dayOf(now) })}
              value={date}
              onChange={({ target }) => setDate(target.value)}
            />
          )}
        </Field>
      )}
      <FailureNotice error={create.error} />
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>Cancel</Button>
        <Button kind="primary" type="submit" busy={create.isPending} disabled={!isReady || expiresAt === undefined}>
          Make key
        </Button>
      </div>
    </form>
  );
}

function ShownOnce({ secret, onDone }: { secret: string; onDone: () => void }) {
  return (
    <div className="flex flex-col gap-4">
      <Notice tone="good" title="Copy it now">
        It is shown this once. Only its hash is kept, so nobody can show it again.
      </Notice>
      <CopyField label="API key" value={secret} />
      <p className="text-xs text-muted">
        Send it as <code className="font-mono">Authorization: Bearer wl_…</code>
      </p>
      <div className="flex justify-end">
        <Button kind="primary" onClick={onDone}>
          Done
        </Button>
      </div>
    </div>
  );
}
