"use client";

import { RefreshCw } from "lucide-react";
import { Button } from "../components/ui/Button.tsx";
import { Card } from "../components/ui/Card.tsx";
import { CopyButton } from "../components/ui/CopyField.tsx";
import { Field } from "../components/ui/Field.tsx";
import { Checkbox, Input, TextArea } from "../components/ui/Input.tsx";
import type { FormPart } from "./RentPage.tsx";

/** The way in: a password, keys, or both. */
export function AccessFields({ draft, change, faults, newPassword }: FormPart & { newPassword: () => string }) {
  const hasPassword = draft.password !== "";
  return (
    <Card title="SSH access as root">
      <div className="flex flex-col gap-4">
        <Field
          label="Your public keys, one a line"
          hint="The line in ~/.ssh/id_ed25519.pub. With a key no password is needed."
          error={faults.ssh_public_keys}
        >
          {(ids) => (
            <TextArea
              {...ids}
              rows={3}
              spellCheck={false}
              placeholder="ssh-ed25519 AAAA… you@laptop"
              value={draft.keys}
              onChange={({ target }) => change({ keys: target.value })}
            />
          )}
        </Field>
        <div className="flex flex-col gap-2">
          <Checkbox
            label="Password"
            checked={hasPassword}
            onChange={({ target }) => change({ password: target.checked ? newPassword() : "" })}
          />
          {!hasPassword && faults.ssh_password !== undefined && (
            <p role="alert" className="text-xs text-bad">
              Set a password or paste a key: otherwise nobody could get in.
            </p>
          )}
          {hasPassword && (
            <Field
              label="Root password, made for you"
              hint="Only its hash is kept. Copy it now: it is shown here and once more after renting."
              error={faults.ssh_password}
            >
              {(ids) => (
                <div className="flex gap-1">
                  <Input
                    {...ids}
                    className="font-mono"
                    autoComplete="off"
                    spellCheck={false}
                    value={draft.password}
                    onChange={({ target }) => change({ password: target.value })}
                  />
                  <Button
                    kind="quiet"
                    size="icon"
                    aria-label="Make another password"
                    onClick={() => change({ password: newPassword() })}
                  >
                    <RefreshCw size={14} aria-hidden="true" />
                  </Button>
                  <span className="flex items-center">
                    <CopyButton label="password" value={draft.password} />
                  </span>
                </div>
              )}
            </Field>
          )}
        </div>
      </div>
    </Card>
  );
}
