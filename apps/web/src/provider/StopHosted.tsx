"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../components/ui/Button.tsx";
import { Dialog } from "../components/ui/Dialog.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { useTRPC, useTRPCClient } from "../trpc/client.tsx";

/** Ends a customer's rental on one's own node, after saying what that costs. */
export function StopHosted({ jobId, node }: { jobId: string; node: string }) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const stop = useMutation({
    mutationFn: () => client.nodes.stopRental.mutate({ id: jobId }),
    onSuccess: async () => {
      await queryClient.invalidateQueries(trpc.nodes.pathFilter());
      setOpen(false);
    },
  });
  return (
    <>
      <Button kind="danger" size="small" aria-label={`Stop the rental on ${node}`} onClick={() => setOpen(true)}>
        Stop
      </Button>
      <Dialog open={isOpen} title="Stop this customer's rental?" onClose={() => setOpen(false)}>
        <div className="flex flex-col gap-4 text-left">
          <p>
            The customer loses the container and pays up to this second. It counts against your reliability. To take a
            node out without that, switch it to maintenance and let its rentals end.
          </p>
          <FailureNotice error={stop.error} />
          <div className="flex justify-end gap-2">
            <Button onClick={() => setOpen(false)}>Let it run</Button>
            <Button kind="danger" busy={stop.isPending} onClick={() => stop.mutate()}>
              Stop it
            </Button>
          </div>
        </div>
      </Dialog>
    </>
  );
}
