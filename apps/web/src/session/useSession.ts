"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../trpc/client.tsx";

export type Session = {
  /** Lower-case address of the wallet that is signed in; null: nobody (or not known yet). */
  readonly address: string | null;
  /** Whether the operators' page exists for this wallet. */
  readonly isOperator: boolean;
  /** Not known yet. */
  readonly isLoading: boolean;
};

/** Who is signed in, by the cookie that only the server reads. */
export function useSession(): Session {
  const trpc = useTRPC();
  const { data, isPending } = useQuery(trpc.auth.whoami.queryOptions({}));
  return { address: data?.address ?? null, isOperator: data?.operator ?? false, isLoading: isPending };
}
