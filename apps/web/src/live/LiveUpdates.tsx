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
  useEffect(() => {
    const opened = new BroadcastChannel(CHANNEL);
    opened.onmessage = ({ data }: MessageEvent<LiveEvent["kind"]>) => apply(data);
    channel.current = opened;
    return () => opened.close();
  }, [apply]);
  useSubscription(
    // After a break the server tells what was missed, or that anything may have changed.
    trpc.live.changes.subscriptionOptions(undefined, {
      enabled: isLeader,
      onData: ({ data: { kind } }) => {
        apply(kind);
        channel.current?.postMessage(kind);
      },
    }),
  );
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
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
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
