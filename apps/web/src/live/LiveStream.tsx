"use client";

import { useQueryClient } from "@tanstack/react-query";
import { createTRPCClient, httpSubscriptionLink } from "@trpc/client";
import type { AppRouter } from "@worldland/api/router";
import type { LiveEvent } from "@worldland/core/wire/live";
import { useCallback, useEffect, useRef } from "react";
import { API_URL, useTRPC } from "../trpc/client.tsx";
import { useLeadership } from "./useLeadership.ts";

const CHANNEL = "worldland-live";
/** Events of one transaction come together; they are answered by one reading. */
const GATHER_MS = 150;

/** The stream itself: held by one tab, which tells the others. After a break the server tells what was missed. */
export function LiveStream() {
  const readAgain = useReadAgain();
  const isLeader = useLeadership(CHANNEL);
  useEffect(() => {
    const channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = ({ data }: MessageEvent<LiveEvent["kind"]>) => readAgain(data);
    if (!isLeader) return () => channel.close();
    const client = createTRPCClient<AppRouter>({ links: [httpSubscriptionLink({ url: API_URL })] });
    const stream = client.live.changes.subscribe(undefined, {
      onData: ({ data: { kind } }) => {
        readAgain(kind);
        channel.postMessage(kind);
      },
    });
    return () => {
      stream.unsubscribe();
      channel.close();
    };
  }, [isLeader, readAgain]);
  return null;
}

/** Reads again what a kind of event can have changed; events are gathered for a moment first. */
function useReadAgain(): (kind: LiveEvent["kind"]) => void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const waiting = useRef(new Set<LiveEvent["kind"]>());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return useCallback(
    (kind) => {
      waiting.current.add(kind);
      timer.current ??= setTimeout(() => {
        timer.current = undefined;
        const changed = {
          rental: [trpc.rentals, trpc.account, trpc.nodes],
          account: [trpc.account, trpc.nodes],
          node: [trpc.nodes, trpc.operator],
          offers: [trpc.offers],
        } as const satisfies Record<LiveEvent["kind"], unknown>;
        const routers = new Set([...waiting.current].flatMap((one) => [...changed[one]]));
        waiting.current.clear();
        for (const one of routers) void queryClient.invalidateQueries(one.pathFilter());
      }, GATHER_MS);
    },
    [trpc, queryClient],
  );
}
