"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import type { LiveEvent } from "@worldland/core/wire/live";
import { useCallback, useEffect, useRef } from "react";
import { useSession } from "../session/useSession.ts";
import { useTRPC } from "../trpc/client.tsx";
import { useLeadership } from "./useLeadership.ts";

const CHANNEL = "worldland-live";
/** Events of one transaction come together; they are answered by one reading. */
const GATHER_MS = 150;

/** Keeps every page true without reloading: one stream for all tabs, whose events say what to read again. */
export function LiveUpdates() {
  const { address, isLoading } = useSession();
  if (isLoading) return null;
  // Another wallet is another stream.
  return <LiveStream key={address ?? "nobody"} />;
}

function LiveStream() {
  const trpc = useTRPC();
  const apply = useReadAgain();
  const isLeader = useLeadership(CHANNEL);
  const channel = useRef<BroadcastChannel | null>(null);
  const hadConnection = useRef(false);
  useEffect(() => {
    const opened = new BroadcastChannel(CHANNEL);
    opened.onmessage = ({ data }: MessageEvent<LiveEvent["kind"] | "all">) => apply(data);
    channel.current = opened;
    return () => opened.close();
  }, [apply]);
  const tell = (kind: LiveEvent["kind"] | "all") => {
    apply(kind);
    channel.current?.postMessage(kind);
  };
  useSubscription(
    trpc.live.changes.subscriptionOptions(undefined, {
      enabled: isLeader,
      onData: ({ data }) => tell(data.kind),
      // What happened while the line was down was missed.
      onStarted: () => {
        if (hadConnection.current) tell("all");
        hadConnection.current = true;
      },
    }),
  );
  return null;
}

/** Reads again what a kind of event can have changed; events are gathered for a moment first. */
function useReadAgain(): (kind: LiveEvent["kind"] | "all") => void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const waiting = useRef(new Set<LiveEvent["kind"] | "all">());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return useCallback(
    (kind) => {
      waiting.current.add(kind);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        const kinds = [...waiting.current];
        waiting.current.clear();
        const changed = {
          rental: [trpc.rentals, trpc.account, trpc.nodes],
          account: [trpc.account, trpc.nodes],
          node: [trpc.nodes, trpc.operator],
          offers: [trpc.offers],
        } as const;
        const isAll = kinds.includes("all");
        const routers = isAll ? [] : new Set(kinds.flatMap((one) => (one === "all" ? [] : [...changed[one]])));
        if (isAll) void queryClient.invalidateQueries();
        for (const one of routers) void queryClient.invalidateQueries(one.pathFilter());
      }, GATHER_MS);
    },
    [trpc, queryClient],
  );
}
