"use client";

import type { BudgetView, GrantView } from "@worldland/core/wire/account";
import { useNow } from "../clock/Clock.tsx";
import { exactText } from "../clock/time.ts";
import { shortAddress } from "../components/ui/address.ts";
import { Badge } from "../components/ui/Badge.tsx";
import { Button } from "../components/ui/Button.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { Wl } from "../components/ui/Money.tsx";
import { useGrant } from "./useGrant.ts";

const DAY_MS = 24 * 3600 * 1000;

/** What a key may spend in all, has spent and has left, and until when. */
export function BudgetFigures({ budget }: { budget: BudgetView }) {
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
        <BudgetState isOver={isOver} left={left} />
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

function BudgetState({ isOver, left }: { isOver: boolean; left: bigint }) {
  if (isOver) return <Badge tone="warn">expired</Badge>;
  return left === 0n ? <Badge tone="warn">used up</Badge> : <Badge tone="good">in force</Badge>;
}

/** Takes a key's allowance back: one signature, and nothing is rented by that key any more. */
export function RevokeKey({ grant: { key, is_delegate } }: { grant: GrantView }) {
  const now = useNow(10_000);
  const revoke = useGrant(() => undefined);
  return (
    <>
      <FailureNotice error={revoke.error} />
      <Button
        kind="danger"
        busy={revoke.isPending}
        disabled={now === null}
        aria-label={is_delegate ? "Revoke the platform's key" : `Revoke ${shortAddress(key)}`}
        // A revocation must not expire before it is mined.
        onClick={() => now !== null && revoke.mutate({ key, limit: 0n, expiresAt: new Date(now + DAY_MS) })}
      >
        Revoke
      </Button>
    </>
  );
}
