"use client";

import { readSshPublicKey } from "@worldland/core/sshKey";
import { useState } from "react";
import { Button } from "../components/ui/Button.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { Field } from "../components/ui/Field.tsx";
import { Input, TextArea } from "../components/ui/Input.tsx";
import { failureOf } from "../trpc/refusal.ts";
import { useSaveSshKey } from "./useSshKeys.ts";

/** Longer than any public key; what is longer is another kind of file. */
const FILE_BYTES = 16_384;

/** Saves one public key, pasted or from its file. A private key is told apart here and never sent. */
export function NewSshKey({ onDone }: { onDone: () => void }) {
  const [line, setLine] = useState("");
  const [name, setName] = useState("");
  const save = useSaveSshKey();
  const read = line.trim() === "" ? null : readSshPublicKey(line);
  const key = read === null || "fault" in read ? null : read;
  const fault = read !== null && "fault" in read ? read.fault : null;
  const refused = save.error === null ? {} : failureOf(save.error).fields;
  const change = (text: string) => {
    save.reset();
    setLine(text);
  };
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        const named = name.trim() === "" ? {} : { name: name.trim() };
        if (key !== null) save.mutate({ line, ...named }, { onSuccess: onDone });
      }}
    >
      <Field
        label="Public key"
        hint="The line in ~/.ssh/id_ed25519.pub. ED25519, ECDSA, RSA from 2048 bits, and security keys."
        error={fault ?? refused.public_key}
      >
        {(ids) => (
          <TextArea
            {...ids}
            rows={4}
            spellCheck={false}
            autoComplete="off"
            placeholder="ssh-ed25519 AAAA… you@laptop"
            value={line}
            onChange={({ target }) => change(target.value)}
          />
        )}
      </Field>
      <Field label="Or its file">
        {(ids) => (
          <input
            {...ids}
            type="file"
            accept=".pub,text/plain"
            className="text-xs text-muted file:mr-3 file:rounded-md file:border file:border-line file:bg-surface file:px-2.5 file:py-1 file:text-xs file:font-medium file:text-ink hover:file:bg-raised"
            onChange={async ({ target }) => {
              const file = target.files?.[0];
              if (file !== undefined) change(await file.slice(0, FILE_BYTES).text());
            }}
          />
        )}
      </Field>
      <Field label="Name" hint="Left empty: what stands behind the key." error={refused.name}>
        {(ids) => (
          <Input
            {...ids}
            autoComplete="off"
            maxLength={100}
            placeholder={key?.comment ?? ""}
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
        )}
      </Field>
      {refused.public_key === undefined && <FailureNotice error={save.error} />}
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>Cancel</Button>
        <Button kind="primary" type="submit" busy={save.isPending} disabled={key === null}>
          Save key
        </Button>
      </div>
    </form>
  );
}
