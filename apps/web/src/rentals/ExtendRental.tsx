"use client";

import { useQuery } from "@tanstack/react-query";
import { LIMITS, PERIODS } from "@worldland/core/limits";
import { formatWl } from "@worldland/core/money";
import { holdFor } from "@worldland/core/pricing";
import { addSeconds, SECONDS_PER_HOUR } from "@worldland/core/time";
import type { RentalDetailView } from "@worldland/core/wire/rental";
import { useState } from "react";
import { durationText, exactText } from "../clock/time.ts";
import { Button, ButtonLink } from "../components/ui/Button.tsx";
import { Dialog } from "../components/ui/Dialog.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { Field } from "../components/ui/Field.tsx";
import { Input } from "../components/ui/Input.tsx";
import { Wl } from "../components/ui/Money.tsx";
import { Notice } from "../components/ui/States.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { useExtend } from "./useExtend.ts";

/** Lengthens the term of a running rental by a signed extension. */
export function ExtendRental({ rental }: { rental: RentalDetailView }) {
  const [isOpen, setOpen] = useState(false);
  const isLongest = rental.duration_hours >= LIMITS.durationHours.max;
  return (
    <>
      <Button disabled={isLongest || rental.extension_pending} onClick={() => setOpen(true)}>
        {rental.extension_pending ? "Extension waits for its block" : "Extend"}
      </Button>
      <Dialog open={isOpen} title="Extend the term" onClose={() => setOpen(false)}>
        <ExtendForm rental={rental} onDone={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function ExtendForm({ rental, onDone }: { rental: RentalDetailView; onDone: () => void }) {
  const trpc = useTRPC();
  const { data: account } = useQuery(trpc.account.get.queryOptions({}));
  const [more, setMore] = useState(1);
  const extend = useExtend(onDone);
  const { job, duration_hours: now } = rental;
  const most = LIMITS.durationHours.max - now;
  const isTerm = Number.isInteger(more) && more >= 1 && more <= most;
  const hold = isTerm ? holdFor(BigInt(job.rate_per_second_wei), more * SECONDS_PER_HOUR) : 0n;
  const isShort = account !== undefined && BigInt(account.available_wei) < hold;
  const allowance = account?.budget == null ? 0n : BigInt(account.budget.left_wei);
  const click = (fromAllowance: boolean) => {
    if (isTerm) extend.mutate({ jobId: job.job_id, hours: now + more, shown: hold, fromAllowance });
  };
  const end = job.expires_at !== null && isTerm ? addSeconds(new Date(job.expires_at), more * SECONDS_PER_HOUR) : null;
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        click(false);
      }}
    >
      <Field
        label="Hours more"
        hint={`At the same rate, until ${durationText(PERIODS.extensionMarginS)} before the end. At most ${most} more.`}
        error={isTerm ? null : `A whole number from 1 to ${most}.`}
      >
        {(ids) => (
          <Input
            {...ids}
            type="number"
            min={1}
            max={most}
            value={Number.isNaN(more) ? "" : more}
            onChange={({ target }) => setMore(target.valueAsNumber)}
          />
        )}
      </Field>
      <dl className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1 text-sm">
        <dt className="text-muted">More is set aside</dt>
        <dd className="text-right font-medium">{isTerm && <Wl wei={hold} />}</dd>
        <dt className="text-muted">The term is then</dt>
        <dd className="text-right">{isTerm && `${now + more} h`}</dd>
        <dt className="text-muted">It ends</dt>
        <dd className="text-right">{end !== null && exactText(end.toISOString())}</dd>
        {allowance > 0n && (
          <>
            <dt className="text-muted">Left of your allowance</dt>
            <dd className="text-right">
              <Wl wei={allowance} />
            </dd>
          </>
        )}
      </dl>
      {isShort && account !== undefined && (
        <Notice
          tone="warn"
          title="Your balance does not cover it"
          action={
            <ButtonLink
              size="small"
              href={`/billing?deposit=${formatWl(hold - BigInt(account.available_wei))}`}
              onClick={onDone}
            >
              Deposit
            </ButtonLink>
          }
        />
      )}
      <FailureNotice error={extend.error} />
      <div className="flex flex-wrap items-center justify-end gap-2">
        <Button onClick={onDone}>Cancel</Button>
        {isTerm && allowance >= hold && (
          <Button disabled={extend.isPending || isShort} onClick={() => click(true)}>
            From your allowance
          </Button>
        )}
        <Button kind="primary" type="submit" busy={extend.isPending} disabled={!isTerm || isShort}>
          Sign and extend
        </Button>
      </div>
    </form>
  );
}
