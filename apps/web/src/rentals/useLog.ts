"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type LogsOutput, MOST_LOG_LINES } from "@worldland/core/wire/workload";
import { useTRPCClient } from "../trpc/client.tsx";
import { joinLog } from "./joinLog.ts";

const EVERY_MS = 2_000;

/** What a rental's container wrote, as far as it was read; while `follow` what it writes is added. */
export function useLog(id: string, follow: boolean) {
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const queryKey = ["log of a rental", id];
  return useQuery({
    queryKey,
    async queryFn(): Promise<LogsOutput> {
      const before = queryClient.getQueryData<LogsOutput>(queryKey);
      const since = before?.lines.at(-1)?.at;
      const asked = since === undefined ? { id } : { id, since, tail: MOST_LOG_LINES };
      return joinLog(before, await client.workloads.logs.query(asked));
    },
    refetchInterval: ({ state }) => (follow && state.data?.status === "running" ? EVERY_MS : false),
  });
}
