"use client";

import { useQuery } from "@tanstack/react-query";
import { Wl } from "../components/ui/Money.tsx";
import { Notice } from "../components/ui/States.tsx";
import { TransactionHash } from "../components/ui/TransactionHash.tsx";
import { useTRPC } from "../trpc/client.tsx";

const POLL_MS = 2_000;

/** Deposits that are in a block and not yet deep enough to spend. Nothing while there are none. */
export function PendingDeposits() {
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.account.deposits.queryOptions(
      {},
      { refetchInterval: ({ state }) => (state.data?.deposits.length ? POLL_MS : false) },
    ),
  );
  if (data === undefined || data.deposits.length === 0) return null;
  return (
    <Notice title="On its way">
      <ul>
        {data.deposits.map(({ hash, amount_wei, depth, confirmations }) => (
          <li key={hash} className="flex flex-wrap items-center gap-x-2">
            <Wl wei={amount_wei} /> in block {depth} of {confirmations} <TransactionHash hash={hash} />
          </li>
        ))}
      </ul>
    </Notice>
  );
}
