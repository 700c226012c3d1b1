"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../trpc/client.tsx";

export const EARNING_DAYS = 30;

/** What the caller earned as a provider, on all nodes or on one, the last {@link EARNING_DAYS} days one by one. */
export function useEarnings(node?: string) {
  const trpc = useTRPC();
  return useQuery(trpc.nodes.earnings.queryOptions({ days: EARNING_DAYS, ...(node === undefined ? {} : { node }) }));
}
