"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { LIMITS } from "@worldland/core/limits";
import { holdFor } from "@worldland/core/pricing";
import { AUTO_EXTENSION_MINUTES } from "@worldland/core/rental/autoExtension";
import { SECONDS_PER_HOUR } from "@worldland/core/time";
import type { AutoExtensionView } from "@worldland/core/wire/extension";
import type { RentalDetailView } from "@worldland/core/wire/rental";
import { useState } from "react";
import { Button, ButtonLink } from "../components/ui/Button.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { Field } from "../components/ui/Field.tsx";
import { Input, Select } from "../components/ui/Input.tsx";
import { Wl } from "../components/ui/Money.tsx";
import { Notice } from "../components/ui/States.tsx";
import { useTRPC, useTRPCClient } from "../trpc/client.tsx";

const MINUTES = [10, 20, 30, 60].filter(
  (minutes) => minutes >= AUTO_EXTENSION_MINUTES.min && minutes <= AUTO_EXTENSION_MINUTES.max,
);
const FIRST = { hours: 1, minutes: 20 };

/** By how much, when, and how long a rental is to extend itself; what each time costs, and what the allowance has. */
export function KeepRunningForm({
  rental: { job },
  set,
  onDone,
}: {
  rental: RentalDetailView;
  set: AutoExtensionView | null;
  onDone: () => void;
}) {
  const trpc = useTRPC();
  const { data: account } = useQuery(trpc.account.get.queryOptions({}));
  const [hours, setHours] = useState(set?.hours ?? FIRST.hours);
  const [minutes, setMinutes] = useState(set?.minutes_before ?? FIRST.minutes);
  const [until, setUntil] = useState(set?.until?.slice(0, 16) ?? "");
  const keep = useKeepRunning(job.job_id, onDone);
  const { max } = LIMITS.durationHours;
  const isTerm = Number.isInteger(hours) && hours >= 1 && hours <= max;
  const hold = isTerm ? holdFor(BigInt(job.rate_per_second_wei), hours * SECONDS_PER_HOUR) : null;
  const left = account === undefined ? null : BigInt(account.budget?.left_wei ?? 0);
  const hasAllowance = left !== null && BigInt(account?.budget?.limit_wei ?? 0) > 0n;
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (isTerm) keep.mutate({ hours, minutes, until });
      }}
    >
      <Field label="Hours more each time" error={isTerm ? null : `A whole number from 1 to ${max}.`}>
        {(ids) => (
          <Input
            {...ids}
            type="number"
            min={1}
            max={max}
            value={Number.isNaN(hours) ? "" : hours}
            onChange={({ target }) => setHours(target.valueAsNumber)}
          />
        )}
      </Field>
      <Field label="When so much is left">
        {(ids) => (
          <Select {...ids} value={minutes} onChange={({ target }) => setMinutes(Number(target.value))}>
            {MINUTES.map((one) => (
              <option key={one} value={one}>
                {one} minutes
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label="At most until (UTC)" hint="Left empty: as long as your allowance lasts.">
        {(ids) => (
          <Input {...ids} type="datetime-local" value={until} onChange={({ target }) => setUntil(target.value)} />
        )}
      </Field>
      <dl className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1 text-sm">
        <dt className="text-muted">Set aside each time</dt>
        <dd className="text-right font-medium">{hold !== null && <Wl wei={hold} />}</dd>
        <dt className="text-muted">Left of your allowance</dt>
        <dd className="text-right">{left !== null && <Wl wei={left} />}</dd>
      </dl>
      {left !== null && (!hasAllowance || (hold !== null && left < hold)) && (
        <Notice
          tone="warn"
          title={hasAllowance ? "Your allowance does not cover one extension" : "You have granted no allowance"}
          action={
            <ButtonLink size="small" href="/billing" onClick={onDone}>
              Grant one
            </ButtonLink>
          }
        />
      )}
      <FailureNotice error={keep.error} />
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>Cancel</Button>
        <Button kind="primary" type="submit" busy={keep.isPending} disabled={!isTerm || !hasAllowance}>
          Keep it running
        </Button>
      </div>
    </form>
  );
}

function useKeepRunning(id: string, onDone: () => void) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ hours, minutes, until }: { hours: number; minutes: number; until: string }) =>
      client.extensions.keepRunning.mutate({
        ...{ id, hours, minutes_before: minutes },
        until: until === "" ? null : new Date(`${until}Z`).toISOString(),
      }),
    onSuccess: async () => {
      await queryClient.invalidateQueries(trpc.extensions.pathFilter());
      onDone();
    },
  });
}
