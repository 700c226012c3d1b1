"use client";

import { useQuery } from "@tanstack/react-query";
import type { GrantView } from "@worldland/core/wire/account";
import { useState } from "react";
import { exactText } from "../clock/time.ts";
import { Button } from "../components/ui/Button.tsx";
import { Card } from "../components/ui/Card.tsx";
import { Dialog } from "../components/ui/Dialog.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { Wl } from "../components/ui/Money.tsx";
import { Notice, Skeleton } from "../components/ui/States.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { AllowanceForm } from "./AllowanceForm.tsx";
import { BudgetFigures, RevokeKey } from "./AllowanceKey.tsx";

/** What the platform's key, and others, may spend without a signature of the wallet each time. */
export function Allowance() {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(trpc.grants.list.queryOptions({}));
  return (
    <Card title="Spending allowances">
      {error !== null && <FailureNotice error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton className="h-32 w-full" />}
      {data !== undefined && <Grants grants={data.session_grants} />}
    </Card>
  );
}

/** Whose allowance is being granted: a key that has one, a new one, or nobody's. */
type Editing = { readonly key: GrantView | null } | null;

function Grants({ grants: known }: { grants: readonly GrantView[] }) {
  const grants = known.filter((grant) => grant.pending !== null || isLive(grant));
  const [editing, setEditing] = useState<Editing>(null);
  const close = () => setEditing(null);
  return (
    <div className="flex flex-col gap-4">
      <p className="text-muted">
        Lets programs with one of your API keys, or another key that you name, rent without your signature each time, up
        to a limit the vault itself enforces. One signature, no gas, and you can take it back at any time.
      </p>
      {grants.length > 0 && (
        <ul className="flex flex-col divide-y divide-line border-t border-line">
          {grants.map((grant) => (
            <li key={grant.key} className="flex flex-col gap-3 py-4 last:pb-0">
              <GrantOf grant={grant} onChange={() => setEditing({ key: grant })} />
            </li>
          ))}
        </ul>
      )}
      <div className="flex justify-end">
        <Button kind={grants.length > 0 ? "secondary" : "primary"} onClick={() => setEditing({ key: null })}>
          Grant an allowance
        </Button>
      </div>
      <Dialog open={editing !== null} title="Spending allowance" onClose={close}>
        {editing !== null && <AllowanceForm of={editing.key} known={known} onDone={close} />}
      </Dialog>
    </div>
  );
}

function GrantOf({ grant, onChange }: { grant: GrantView; onChange: () => void }) {
  const { key, budget, pending } = grant;
  return (
    <>
      <div className="min-w-0">
        <h3 className="font-medium">{grant.is_delegate ? "The platform's key, for your API keys" : "Another key"}</h3>
        <p className="break-all font-mono text-xs text-muted">{key}</p>
      </div>
      {pending !== null && (
        <Notice title="Waits for its block">
          {BigInt(pending.limit_wei) === 0n ? (
            "Your revocation binds the platform already."
          ) : (
            <>
              A limit of <Wl wei={pending.limit_wei} /> until {exactText(pending.expires_at)}.
            </>
          )}
        </Notice>
      )}
      {budget !== null && isLive(grant) && (
        <>
          <BudgetFigures budget={budget} />
          <div className="flex flex-wrap justify-end gap-2">
            <RevokeKey grant={grant} />
            <Button onClick={onChange}>Change</Button>
          </div>
        </>
      )}
    </>
  );
}

function isLive({ budget }: GrantView): boolean {
  return budget !== null && BigInt(budget.limit_wei) > 0n;
}
