"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC, useTRPCClient } from "../trpc/client.tsx";
import { useWallet } from "../wallet/WalletProvider.tsx";

export type ExtendClick = {
  readonly jobId: string;
  /** The new total, in hours. */
  readonly hours: number;
  /** What the page showed as the price of the extension: nothing else is given to the wallet to sign. */
  readonly shown: bigint;
  /** Pay from the spending allowance, without a signature. */
  readonly fromAllowance: boolean;
};

/** Asks for a longer term, by one signature or from the allowance. */
export function useExtend(onDone: () => void) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const { requireWallet } = useWallet();
  const sign = async ({ jobId, hours, shown }: ExtendClick) => {
    const wallet = await requireWallet();
    const quote = await client.rentals.quoteExtension.mutate({ id: jobId, duration_hours: hours });
    if (BigInt(quote.hold_wei) !== shown) throw new Error("The price of the extension changed. Look at it again.");
    const { rentalId, maxSeconds, deadline } = quote.extension;
    if (!rentalId || !maxSeconds || !deadline) throw new Error("The quote is not complete. Try again.");
    const signature = await wallet.signTypedData(quote.typed_data);
    return { extension: { rentalId, maxSeconds, deadline }, signature };
  };
  return useMutation({
    mutationFn: async (click: ExtendClick) => {
      const paid = click.fromAllowance ? {} : await sign(click);
      await client.rentals.extend.mutate({ id: click.jobId, duration_hours: click.hours, ...paid });
    },
    onSuccess: async () => {
      await Promise.all([
        queryClient.invalidateQueries(trpc.rentals.pathFilter()),
        queryClient.invalidateQueries(trpc.extensions.pathFilter()),
        queryClient.invalidateQueries(trpc.account.pathFilter()),
      ]);
      onDone();
    },
  });
}
