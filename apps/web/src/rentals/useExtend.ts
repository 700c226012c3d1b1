"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC, useTRPCClient } from "../trpc/client.tsx";
import { failureOf } from "../trpc/refusal.ts";
import { useWallet } from "../wallet/WalletProvider.tsx";

export type ExtendClick = {
  readonly jobId: string;
  /** The new total, in hours. */
  readonly hours: number;
  /** What the page showed as the price of the extension: nothing else is given to the wallet to sign. */
  readonly shown: bigint;
};

/** Asks for a longer term: from the allowance where it covers it, otherwise by one signature. */
export function useExtend(onDone: () => void) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const { requireWallet } = useWallet();
  return useMutation({
    mutationFn: async ({ jobId: id, hours: duration_hours, shown }: ExtendClick) => {
      const asked = await client.rentals.extend.mutate({ id, duration_hours }).then(
        () => null,
        (error: unknown) => error,
      );
      if (asked === null) return;
      const { quoteToSign } = await import("./quoteToSign.ts");
      const quote = failureOf(asked).code === "order_required" ? quoteToSign(failureOf(asked).extra.quote) : null;
      if (quote === null) throw asked;
      if (BigInt(quote.hold_wei) !== shown) throw new Error("The price of the extension changed. Look at it again.");
      const wallet = await requireWallet();
      const signature = await wallet.signTypedData(quote.typed_data);
      await client.rentals.extend.mutate({ id, duration_hours, extension: quote.extension, signature });
    },
    onSuccess: async () => {
      await Promise.all([
        queryClient.invalidateQueries(trpc.rentals.pathFilter()),
        queryClient.invalidateQueries(trpc.account.pathFilter()),
      ]);
      onDone();
    },
  });
}
