"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { holdFor } from "@worldland/core/pricing";
import { SECONDS_PER_HOUR } from "@worldland/core/time";
import type { AutoExtensionView } from "@worldland/core/wire/extension";
import type { RentalDetailView } from "@worldland/core/wire/rental";
import { useState } from "react";
import { Button, ButtonLink } from "../components/ui/Button.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { Wl } from "../components/ui/Money.tsx";
import { Notice } from "../components/ui/States.tsx";
import { useTRPC, useTRPCClient } from "../trpc/client.tsx";
import { AutoExtensionFields } from "./AutoExtensionFields.tsx";
import { type AutoExtensionDraft, autoExtensionOf, FIRST_AUTO_EXTENSION, hasTerm } from "./autoExtensionDraft.ts";

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
  const [draft, setDraft] = useState(() => (set === null ? FIRST_AUTO_EXTENSION : draftOf(set)));
  const keep = useKeepRunning(job.job_id, onDone);
  const isTerm = hasTerm(draft);
  const hold = isTerm ? holdFor(BigInt(job.rate_per_second_wei), draft.hours * SECONDS_PER_HOUR) : null;
  const left = account === undefined ? null : BigInt(account.budget?.left_wei ?? 0);
  const hasAllowance = left !== null && BigInt(account?.budget?.limit_wei ?? 0) > 0n;
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (isTerm) keep.mutate(draft);
      }}
    >
      <AutoExtensionFields draft={draft} onChange={(change) => setDraft((now) => ({ ...now, ...change }))} />
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

function draftOf({ hours, minutes_before: minutes, until }: AutoExtensionView): AutoExtensionDraft {
  return { hours, minutes, until: until?.slice(0, 16) ?? "" };
}

function useKeepRunning(id: string, onDone: () => void) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (draft: AutoExtensionDraft) => client.extensions.keepRunning.mutate({ id, ...autoExtensionOf(draft) }),
    onSuccess: async () => {
      await queryClient.invalidateQueries(trpc.extensions.pathFilter());
      onDone();
    },
  });
}
