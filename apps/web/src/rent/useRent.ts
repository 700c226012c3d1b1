"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTRPC, useTRPCClient } from "../trpc/client.tsx";
import { useWallet } from "../wallet/WalletProvider.tsx";
import type { RentalRequest } from "./draft.ts";
import { keepPassword } from "./passwordOnce.ts";

/** Where the click is on its way. */
export type RentStep = "pricing" | "signing" | "renting";

/** Between the page and the click the price moved, and the page shows the new one now. */
export class PriceMoved extends Error {
  override readonly name = "PriceMoved";
  constructor() {
    super("The price changed while you were choosing. Look at the new one, then rent.");
  }
}

export type RentClick = {
  readonly request: RentalRequest;
  /** What the page showed: nothing else is given to the wallet to sign. */
  readonly shown: { readonly rate: bigint; readonly hold: bigint };
  /** Pay from the spending allowance, without a signature. */
  readonly fromAllowance: boolean;
};

/** Quote, one signature, rent; then on to the rental's own page. */
export function useRent() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const router = useRouter();
  const { requireWallet } = useWallet();
  const [step, setStep] = useState<RentStep | null>(null);

  const sign = async ({ request, shown }: RentClick) => {
    const wallet = await requireWallet();
    // The way in is for the rental itself; a price does not need to know it, nor how long it may last in the end.
    const { ssh_password: _, env: __, on_start: ___, auto_extension: ____, ...asked } = request;
    const quote = await client.rentals.quote.mutate(asked);
    if (BigInt(quote.rate_per_second_wei) !== shown.rate || BigInt(quote.hold_wei) !== shown.hold) {
      await queryClient.invalidateQueries(trpc.offers.pathFilter());
      throw new PriceMoved();
    }
    setStep("signing");
    const signature = await wallet.signTypedData(quote.typed_data);
    const { rentalId, customer, provider, ratePerSecond, maxSeconds, deadline } = quote.order;
    if (!rentalId || !customer || !provider || !ratePerSecond || !maxSeconds || !deadline) {
      throw new Error("The quote is not complete. Try again.");
    }
    return { order: { rentalId, customer, provider, ratePerSecond, maxSeconds, deadline }, signature };
  };

  const rent = useMutation({
    mutationFn: async (click: RentClick) => {
      setStep("pricing");
      const paid = click.fromAllowance ? {} : await sign(click);
      setStep("renting");
      return client.rentals.create.mutate({ ...click.request, ...paid });
    },
    onSuccess: async (job, { request }) => {
      keepPassword(job.job_id, request.ssh_password ?? "");
      void queryClient.invalidateQueries(trpc.rentals.pathFilter());
      void queryClient.invalidateQueries(trpc.account.pathFilter());
      router.push(`/rentals/${job.job_id}`);
    },
    onError: () => setStep(null),
  });
  return { rent, step };
}
