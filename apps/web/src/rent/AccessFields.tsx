"use client";

import { RefreshCw } from "lucide-react";
import { Button } from "../components/ui/Button.tsx";
import { Card } from "../components/ui/Card.tsx";
import { CopyButton } from "../components/ui/CopyField.tsx";
import { Field } from "../components/ui/Field.tsx";
import { Checkbox, Input } from "../components/ui/Input.tsx";
import { hasPassword } from "./draft.ts";
import { KeyFields } from "./KeyFields.tsx";
import type { FormPart } from "./RentPage.tsx";
import type { Tick } from "./useSavedKeys.ts";

type Access = FormPart & {
  readonly saved: readonly Tick[];
  readonly onTick: (id: string, isChosen: boolean) => void;
  readonly newPassword: () => string;
};

/** The way in: keys, a password, or both. */
export function AccessFields({ saved, onTick, newPassword, ...part }: Access) {
  const { draft, change, faults } = part;
  const chosen = saved.filter(({ isChosen }) => isChosen).map(({ public_key }) => public_key);
  const isOn = hasPassword(draft, chosen);
  return (
    <Card title="SSH access as root">
      <div className="flex flex-col gap-4">
        <KeyFields part={part} saved={saved} onTick={onTick} />
        <div className="flex flex-col gap-2">
          <Checkbox
            label="Password"
            checked={isOn}
            onChange={({ target }) => change({ wantsPassword: target.checked })}
          />
          {!isOn && faults.ssh_password !== undefined && (
            <p role="alert" className="text-xs text-bad">
              Set a password or choose a key: otherwise nobody could get in.
            </p>
          )}
          {isOn && (
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
                    onChange={({ target }) => change({ password: target.value, wantsPassword: true })}
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
