"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { AutoExtensionView } from "@worldland/core/wire/extension";
import type { RentalDetailView } from "@worldland/core/wire/rental";
import { useState } from "react";
import { exactText } from "../clock/time.ts";
import { Button } from "../components/ui/Button.tsx";
import { Card } from "../components/ui/Card.tsx";
import { Dialog } from "../components/ui/Dialog.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { Wl } from "../components/ui/Money.tsx";
import { Notice } from "../components/ui/States.tsx";
import { Switch } from "../components/ui/Switch.tsx";
import { useTRPC, useTRPCClient } from "../trpc/client.tsx";
import { KeepRunningForm } from "./KeepRunningForm.tsx";

/** Whether the rental extends itself from the allowance, by how much and how long; nothing while that is not known. */
export function KeepRunning({ rental }: { rental: RentalDetailView }) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.extensions.get.queryOptions({ id: rental.job.job_id }));
  const [isOpen, setOpen] = useState(false);
  const letEnd = useLetEnd(rental.job.job_id);
  if (data === undefined) return null;
  const set = data.auto_extension;
  return (
    <Card
      title="Keep running"
      actions={
        <Switch
          label={set === null ? "off" : "on"}
          name="Keep running"
          checked={set !== null}
          busy={letEnd.isPending}
          onChange={(on) => (on ? setOpen(true) : letEnd.mutate())}
        />
      }
    >
      <div className="flex flex-col gap-3">
        <FailureNotice error={letEnd.error} />
        {set === null ? (
          <p className="text-sm text-muted">It ends with its term. Or let it extend itself from your allowance.</p>
        ) : (
          <Settings set={set} onChange={() => setOpen(true)} />
        )}
      </div>
      <Dialog open={isOpen} title="Keep running" onClose={() => setOpen(false)}>
        <KeepRunningForm rental={rental} set={set} onDone={() => setOpen(false)} />
      </Dialog>
    </Card>
  );
}

function Settings({ set, onChange }: { set: AutoExtensionView; onChange: () => void }) {
  const trpc = useTRPC();
  const { data: account } = useQuery(trpc.account.get.queryOptions({}));
  return (
    <>
      {set.stopped_message !== null && (
        <Notice tone="warn" title={set.stopped_message}>
          The rental ends with its term.
        </Notice>
      )}
      <p className="text-sm">
        {set.hours} h more whenever {set.minutes_before} min are left,{" "}
        {set.until === null ? "as long as your allowance lasts" : `until ${exactText(set.until)} at most`}.
      </p>
      <div className="flex flex-wrap items-center justify-between gap-2 text-sm">
        <span className="text-muted">
          Allowance: <Wl wei={account?.budget?.left_wei ?? "0"} /> left
        </span>
        <Button size="small" onClick={onChange}>
          Change
        </Button>
      </div>
    </>
  );
}

function useLetEnd(id: string) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => client.extensions.letEnd.mutate({ id }),
    onSuccess: () => queryClient.invalidateQueries(trpc.extensions.pathFilter()),
  });
}
