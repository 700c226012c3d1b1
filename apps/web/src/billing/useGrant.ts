"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC, useTRPCClient } from "../trpc/client.tsx";
import { useWallet } from "../wallet/WalletProvider.tsx";

export type Grant = {
  /** Whose allowance; null: the platform's key. */
  readonly key: string | null;
  /** Base units that the key may have spent in all; 0 takes the allowance back. */
  readonly limit: bigint;
  readonly expiresAt: Date;
};

/** Signs a spending allowance. No transaction: the platform has it mined. */
export function useGrant(onDone: () => void) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const { requireWallet } = useWallet();
  return useMutation({
    mutationFn: async ({ key: wanted, limit, expiresAt }: Grant) => {
      const wallet = await requireWallet();
      const asked = { spend_limit_wei: `${limit}`, expires_at: expiresAt.toISOString() };
      const { grant, typed_data } = await client.grants.draft.mutate({
        ...asked,
        ...(wanted === null ? {} : { key: wanted }),
      });
      const { customer, key, spendLimit, expiresAt: expiry, nonce } = grant;
      if (!customer || !key || !spendLimit || !expiry || !nonce)
        throw new Error("The draft is not complete. Try again.");
      const isWanted = BigInt(spendLimit) === limit && (wanted === null || key.toLowerCase() === wanted.toLowerCase());
      if (!isWanted) throw new Error("The draft is of another key or limit. Nothing was signed.");
      const signature = await wallet.signTypedData(typed_data);
      await client.grants.submit.mutate({ grant: { customer, key, spendLimit, expiresAt: expiry, nonce }, signature });
    },
    onSuccess: async () => {
      await Promise.all([
        queryClient.invalidateQueries(trpc.account.pathFilter()),
        queryClient.invalidateQueries(trpc.grants.pathFilter()),
      ]);
      onDone();
    },
  });
}
