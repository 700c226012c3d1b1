"use client";

import { formatWl } from "@worldland/core/money";
import { Button, ButtonLink } from "../components/ui/Button.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { Wl, WlPerHour } from "../components/ui/Money.tsx";
import { Notice } from "../components/ui/States.tsx";
import { wlText } from "../money/amount.ts";
import type { Cost } from "./draft.ts";
import type { FormPart } from "./RentPage.tsx";
import { useOwnAccount } from "./useOwnAccount.ts";
import { PriceMoved, type RentStep } from "./useRent.ts";

const SAY: Record<RentStep, string> = {
  pricing: "Asking for the price …",
  signing: "Sign in your wallet …",
  renting: "Renting …",
};

/** What it costs, what is set aside and what comes back; whether the balance covers it; and the one button. */
export function Summary({
  part: { offer, draft },
  cost,
  step,
  error,
  hasFaults,
  isBusy,
  onRent,
}: {
  part: FormPart;
  cost: Cost | null;
  step: RentStep | null;
  error: unknown;
  hasFaults: boolean;
  isBusy: boolean;
  onRent: (fromAllowance: boolean) => void;
}) {
  const account = useOwnAccount();
  const available = account === undefined ? null : BigInt(account.available_wei);
  const missing = available === null || cost === null || available >= cost.hold ? 0n : cost.hold - available;
  const allowance = account?.budget == null ? 0n : BigInt(account.budget.left_wei);
  const canUseAllowance = missing === 0n && cost !== null && allowance >= cost.hold;
  return (
    <aside aria-label="Summary" className="lg:sticky lg:top-17">
      <div className="flex flex-col gap-4 rounded-lg border border-line bg-surface p-4">
        <div>
          <p className="min-h-8 text-2xl font-semibold leading-8">{cost !== null && <WlPerHour rate={cost.rate} />}</p>
          <p className="text-xs text-muted">
            {draft.gpuCount}× {offer.gpu_type} · {draft.cpuCores} cores · {draft.memoryGb} GB · {draft.storageGb} GB
            disk
          </p>
        </div>
        <dl className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1.5 text-sm [&_dd]:text-right">
          <dt className="text-muted">Term</dt>
          <dd>{cost !== null && termText(draft.durationHours)}</dd>
          <dt className="text-muted">Set aside in the vault</dt>
          <dd className="font-medium">{cost !== null && <Wl wei={cost.hold} />}</dd>
          {available !== null && (
            <>
              <dt className="text-muted">Your balance</dt>
              <dd className={missing > 0n ? "font-medium text-bad" : undefined}>
                <Wl wei={available} />
              </dd>
            </>
          )}
          {account?.budget != null && BigInt(account.budget.limit_wei) > 0n && (
            <>
              <dt className="text-muted">Left of your allowance</dt>
              <dd>
                <Wl wei={account.budget.left_wei} />
              </dd>
              <dt className="text-xs text-muted">Spent of its limit</dt>
              <dd className="text-xs text-muted">
                <Wl wei={account.budget.spent_wei} unit={false} /> of <Wl wei={account.budget.limit_wei} />
              </dd>
            </>
          )}
        </dl>
        {cost !== null && (
          <p className="text-xs text-muted">
            You pay only seconds in which your container answers. Stop after a quarter of an hour and{" "}
            {wlText(cost.hold - cost.rate * 900n)} WL come back.
          </p>
        )}
        {missing > 0n && (
          <Notice
            tone="warn"
            title={`${wlText(missing)} WL are missing`}
            action={
              <ButtonLink size="small" href={`/billing?deposit=${formatWl(missing)}`}>
                Deposit
              </ButtonLink>
            }
          >
            Deposit, or choose a shorter term.
          </Notice>
        )}
        {error instanceof PriceMoved ? <Notice tone="warn" title={error.message} /> : <FailureNotice error={error} />}
        {hasFaults && <Notice tone="bad" title="Something in the form needs another look." />}
        <Button
          kind="primary"
          size="large"
          busy={isBusy}
          disabled={!offer.can_create_job || missing > 0n}
          onClick={() => onRent(false)}
        >
          {step === null ? (account === undefined ? "Connect, sign and rent" : "Sign and rent") : SAY[step]}
        </Button>
        {canUseAllowance && (
          <Button disabled={isBusy || !offer.can_create_job} onClick={() => onRent(true)}>
            Rent from your allowance ({wlText(allowance)} WL left)
          </Button>
        )}
        <p className="text-xs text-muted">
          One signature, no transaction and no gas. It binds you to this rate and this term at most, and nothing else.
        </p>
      </div>
    </aside>
  );
}

function termText(hours: number): string {
  const days = Math.floor(hours / 24);
  const rest = hours % 24;
  return [days > 0 && `${days} d`, rest > 0 && `${rest} h`].filter(Boolean).join(" ");
}
