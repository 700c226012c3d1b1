"use client";

import { useQuery } from "@tanstack/react-query";
import { useSession } from "../session/useSession.ts";
import { useTRPC } from "../trpc/client.tsx";

/** Balance and allowance of whoever is signed in; undefined before they are known, or where nobody is. */
export function useOwnAccount() {
  const trpc = useTRPC();
  const { address } = useSession();
  const { data } = useQuery(trpc.account.get.queryOptions({}, { enabled: address !== null }));
  return address === null ? undefined : data;
}
