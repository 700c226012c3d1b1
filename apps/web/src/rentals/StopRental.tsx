"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { JobView } from "@worldland/core/wire/rental";
import { useState } from "react";
import { durationText } from "../clock/time.ts";
import { Button } from "../components/ui/Button.tsx";
import { Dialog } from "../components/ui/Dialog.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { Wl } from "../components/ui/Money.tsx";
import { Skeleton } from "../components/ui/States.tsx";
import { useTRPC, useTRPCClient } from "../trpc/client.tsx";
import { useCost } from "./CostMeter.tsx";

/** Stops a rental, after saying what it costs and what comes back. */
export function StopRental({ job, size = "medium" }: { job: JobView; size?: "small" | "medium" }) {
  const [isOpen, setOpen] = useState(false);
  const name = job.status === "creating" ? "Cancel" : "Stop";
  return (
    <>
      <Button kind="danger" size={size} aria-label={`${name} ${job.job_name}`} onClick={() => setOpen(true)}>
        {name}
      </Button>
      <Dialog open={isOpen} title={`${name} this rental?`} onClose={() => setOpen(false)}>
        <StopQuestion job={job} name={name} onDone={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function StopQuestion({ job, name, onDone }: { job: JobView; name: string; onDone: () => void }) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const detail = useQuery(trpc.rentals.detail.queryOptions({ id: job.job_id }, { staleTime: 0 }));
  const stop = useMutation({
    mutationFn: () => client.rentals.stop.mutate({ id: job.job_id }),
    onSuccess: async () => {
      await queryClient.invalidateQueries(trpc.rentals.pathFilter());
      onDone();
    },
  });
  return (
    <div className="flex flex-col gap-4">
      <p>
        {job.started_at === null
          ? "It was not reachable yet, so it costs nothing and everything comes back."
          : "The container and everything stored in it are removed at once and cannot be brought back."}
      </p>
      {detail.data === undefined ? (
        <Skeleton className="h-12 w-full" />
      ) : (
        <Bill job={detail.data.job} readAt={detail.dataUpdatedAt} paused={detail.data.paused_since !== null} />
      )}
      <FailureNotice error={stop.error ?? detail.error} />
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>Keep it</Button>
        <Button kind="danger" busy={stop.isPending} onClick={() => stop.mutate()}>
          {name} now
        </Button>
      </div>
    </div>
  );
}

function Bill(metered: { job: JobView; readAt: number; paused: boolean }) {
  const { seconds, wei } = useCost(metered);
  const hold = BigInt(metered.job.hold_wei);
  return (
    <dl className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1 rounded-md bg-raised px-3 py-2 text-sm">
      <dt className="text-muted">You pay for {durationText(seconds)}</dt>
      <dd className="text-right">
        <Wl wei={wei} places={6} />
      </dd>
      <dt className="text-muted">You get back</dt>
      <dd className="text-right font-medium">
        <Wl wei={hold > wei ? hold - wei : 0n} places={6} />
      </dd>
    </dl>
  );
}
