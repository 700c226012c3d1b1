"use client";

import { readSshPublicKey } from "@worldland/core/sshKey";
import Link from "next/link";
import { Button } from "../components/ui/Button.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { Field } from "../components/ui/Field.tsx";
import { Checkbox, TextArea } from "../components/ui/Input.tsx";
import { useSession } from "../session/useSession.ts";
import { useSaveSshKey } from "../sshKeys/useSshKeys.ts";
import { keyLines } from "./draft.ts";
import type { FormPart } from "./RentPage.tsx";
import type { Tick } from "./useSavedKeys.ts";

/** Which keys get in: saved ones to tick, others to paste. */
export function KeyFields({
  part: { draft, change, faults },
  saved,
  onTick,
}: {
  part: FormPart;
  saved: readonly Tick[];
  onTick: (id: string, isChosen: boolean) => void;
}) {
  const { address } = useSession();
  const save = useSaveSshKey();
  const lines = keyLines(draft.keys);
  const canSave = address !== null && lines.length > 0 && lines.every((line) => !("fault" in readSshPublicKey(line)));
  /** What is saved is ticked in the list, and leaves the text. */
  const saveAll = async () => {
    for (const [at, line] of lines.entries()) {
      await save.mutateAsync({ line });
      change({ keys: lines.slice(at + 1).join("\n") });
    }
  };
  return (
    <div className="flex min-w-0 flex-col gap-3">
      {saved.length > 0 && <SavedKeys saved={saved} onTick={onTick} />}
      <Field
        label={saved.length > 0 ? "Other public keys, one a line" : "Your public keys, one a line"}
        hint="The line in ~/.ssh/id_ed25519.pub. With a key no password is needed."
        error={faults.ssh_public_keys}
      >
        {(ids) => (
          <TextArea
            {...ids}
            rows={saved.length > 0 ? 2 : 3}
            spellCheck={false}
            placeholder="ssh-ed25519 AAAA… you@laptop"
            value={draft.keys}
            onChange={({ target }) => {
              save.reset();
              change({ keys: target.value });
            }}
          />
        )}
      </Field>
      {canSave && (
        <Button
          size="small"
          className="self-start"
          busy={save.isPending}
          onClick={() => void saveAll().catch(() => undefined)}
        >
          {lines.length === 1 ? "Save it for next time" : "Save them for next time"}
        </Button>
      )}
      <FailureNotice error={save.error} />
    </div>
  );
}

function SavedKeys({ saved, onTick }: { saved: readonly Tick[]; onTick: (id: string, isChosen: boolean) => void }) {
  return (
    <fieldset className="flex min-w-0 flex-col gap-1.5">
      <legend className="mb-1 text-xs font-medium text-muted">
        Your saved keys ·{" "}
        <Link href="/settings" className="text-accent hover:underline">
          manage
        </Link>
      </legend>
      {saved.map(({ id, name, fingerprint, isChosen }) => (
        <Checkbox
          key={id}
          checked={isChosen}
          className="min-w-0"
          onChange={({ target }) => onTick(id, target.checked)}
          label={
            <span className="flex min-w-0 flex-wrap gap-x-2">
              <span className="max-w-full truncate">{name}</span>
              <span className="min-w-0 truncate font-mono text-xs text-muted" title={fingerprint}>
                {fingerprint}
              </span>
            </span>
          }
        />
      ))}
    </fieldset>
  );
}
