"use client";

import { useQuery } from "@tanstack/react-query";
import type { AccountView, BudgetView } from "@worldland/core/wire/account";
import { useState } from "react";
import { useNow } from "../clock/Clock.tsx";
import { exactText } from "../clock/time.ts";
import { Badge } from "../components/ui/Badge.tsx";
import { Button } from "../components/ui/Button.tsx";
import { Card } from "../components/ui/Card.tsx";
import { Dialog } from "../components/ui/Dialog.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { Wl } from "../components/ui/Money.tsx";
import { Notice, Skeleton } from "../components/ui/States.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { AllowanceForm } from "./AllowanceForm.tsx";
import { useGrant } from "./useGrant.ts";

const DAY_MS = 24 * 3600 * 1000;

/** What programs with an API key may spend without a signature each time. */
export function Allowance() {
  const trpc = useTRPC();
  const { data: account, error, refetch } = useQuery(trpc.account.get.queryOptions({}));
  return (
    <Card title="API spending allowance">
      {error !== null && <FailureNotice error={error} onRetry={() => void refetch()} />}
      {account === undefined && error === null && <Skeleton className="h-32 w-full" />}
      {account !== undefined && <AllowanceView account={account} />}
    </Card>
  );
}

function AllowanceView({ account }: { account: AccountView }) {
  const [isOpen, setOpen] = useState(false);
  const { budget, budget_pending: pending } = account;
  const isLive = budget !== null && BigInt(budget.limit_wei) > 0n;
  return (
    <div className="flex flex-col gap-4">
      <p className="text-muted">
        Lets programs with one of your API keys rent without a signature, up to a limit the vault itself enforces. One
        signature, no gas, and you can take it back at any time.
      </p>
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
      {isLive && <BudgetFigures budget={budget} />}
      <div className="flex flex-wrap justify-end gap-2">
        {isLive && <Revoke />}
        <Button kind={isLive ? "secondary" : "primary"} onClick={() => setOpen(true)}>
          {isLive ? "Change" : "Grant an allowance"}
        </Button>
      </div>
      <Dialog open={isOpen} title="API spending allowance" onClose={() => setOpen(false)}>
        <AllowanceForm spent={BigInt(budget?.spent_wei ?? 0)} onDone={() => setOpen(false)} />
      </Dialog>
    </div>
  );
}

function BudgetFigures({ budget }: { budget: BudgetView }) {
  const now = useNow(10_000);
  const [limit, left] = [BigInt(budget.limit_wei), BigInt(budget.left_wei)];
  const isOver = now !== null && Date.parse(budget.expires_at) <= now;
  const share = limit === 0n ? 0 : Number(((limit - left) * 1000n) / limit) / 10;
  return (
    <div>
      <div className="flex items-baseline justify-between gap-3">
        <p className="text-lg font-semibold">
          <Wl wei={left} /> <span className="text-sm font-normal text-muted">left</span>
        </p>
        {isOver ? <Badge tone="warn">expired</Badge> : <Badge tone="good">in force</Badge>}
      </div>
      <div
        role="img"
        aria-label={`${share} % of the limit is spent or reserved`}
        className="my-2 h-1.5 overflow-hidden rounded-full bg-raised"
      >
        <div className="h-full bg-accent" style={{ width: `${share}%` }} />
      </div>
      <dl className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1 text-sm">
        <dt className="text-muted">Limit</dt>
        <dd className="text-right">
          <Wl wei={limit} />
        </dd>
        <dt className="text-muted">Spent, rentals that run included</dt>
        <dd className="text-right">
          <Wl wei={budget.spent_wei} />
        </dd>
        <dt className="text-muted">{isOver ? "Expired" : "Expires"}</dt>
        <dd className="text-right">{exactText(budget.expires_at)}</dd>
      </dl>
    </div>
  );
}

function Revoke() {
  const now = useNow(10_000);
  const revoke = useGrant(() => undefined);
  return (
    <>
      <FailureNotice error={revoke.error} />
      <Button
        kind="danger"
        busy={revoke.isPending}
        disabled={now === null}
        // A revocation must not expire before it is mined.
        onClick={() => now !== null && revoke.mutate({ limit: 0n, expiresAt: new Date(now + DAY_MS) })}
      >
        Revoke
      </Button>
    </>
  );
}
