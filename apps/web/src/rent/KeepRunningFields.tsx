"use client";

import { Card } from "../components/ui/Card.tsx";
import { Wl } from "../components/ui/Money.tsx";
import { Notice } from "../components/ui/States.tsx";
import { Switch } from "../components/ui/Switch.tsx";
import { AutoExtensionFields } from "../rentals/AutoExtensionFields.tsx";
import { FIRST_AUTO_EXTENSION, hasTerm } from "../rentals/autoExtensionDraft.ts";
import { costOf } from "./draft.ts";
import type { FormPart } from "./RentPage.tsx";
import { useOwnAccount } from "./useOwnAccount.ts";

/** Whether the rental is to extend itself; only for whoever has an allowance that could pay for it. */
export function KeepRunningFields({ offer, draft, change, faults }: FormPart) {
  const account = useOwnAccount();
  if (account?.budget == null || BigInt(account.budget.limit_wei) === 0n) return null;
  const { keepRunning: set } = draft;
  const each = set === null || !hasTerm(set) ? null : costOf(offer, { ...draft, durationHours: set.hours });
  const left = BigInt(account.budget.left_wei);
  return (
    <Card
      title="Keep running"
      actions={
        <Switch
          label={set === null ? "off" : "on"}
          name="Keep running"
          checked={set !== null}
          onChange={(on) => change({ keepRunning: on ? FIRST_AUTO_EXTENSION : null })}
        />
      }
    >
      {set === null ? (
        <p className="text-sm text-muted">It ends with its term. Or let it extend itself from your allowance.</p>
      ) : (
        <div className="flex flex-col gap-4">
          <div className="grid gap-4 sm:grid-cols-3">
            <AutoExtensionFields
              draft={set}
              onChange={(changed) => change({ keepRunning: { ...set, ...changed } })}
              untilError={faults["auto_extension.until"]}
            />
          </div>
          <dl className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1 text-sm">
            <dt className="text-muted">Set aside each time</dt>
            <dd className="text-right font-medium">{each !== null && <Wl wei={each.hold} />}</dd>
            <dt className="text-muted">Left of your allowance</dt>
            <dd className="text-right">
              <Wl wei={left} />
            </dd>
          </dl>
          {each !== null && left < each.hold && (
            <Notice tone="warn" title="Your allowance does not cover one extension" />
          )}
        </div>
      )}
    </Card>
  );
}
