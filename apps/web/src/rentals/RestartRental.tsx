"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { JobView } from "@worldland/core/wire/rental";
import { useState } from "react";
import { Button } from "../components/ui/Button.tsx";
import { Dialog } from "../components/ui/Dialog.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { useTRPC, useTRPCClient } from "../trpc/client.tsx";

/** Puts a fresh container in a rental's place, after saying what that means. */
export function RestartRental({ job }: { job: JobView }) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const restart = useMutation({
    mutationFn: () => client.workloads.restart.mutate({ id: job.job_id }),
    onSuccess: async () => {
      await queryClient.invalidateQueries(trpc.rentals.pathFilter());
      setOpen(false);
    },
  });
  return (
    <>
      <Button aria-label={`Restart ${job.job_name}`} onClick={() => setOpen(true)}>
        Restart
      </Button>
      <Dialog open={isOpen} title="Restart this rental?" onClose={() => setOpen(false)}>
        <div className="flex flex-col gap-4">
          <p>
            A fresh container takes this one's place, with the same address, port, host key and login. Everything that
            was stored or installed in it is gone, and the start script runs again.
          </p>
          <p className="text-sm text-muted">Seconds until SSH answers again are not charged.</p>
          <FailureNotice error={restart.error} />
          <div className="flex justify-end gap-2">
            <Button onClick={() => setOpen(false)}>Leave it</Button>
            <Button kind="primary" busy={restart.isPending} onClick={() => restart.mutate()}>
              Restart now
            </Button>
          </div>
        </div>
      </Dialog>
    </>
  );
}
