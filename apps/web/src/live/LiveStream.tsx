"use client";

import { useQueryClient } from "@tanstack/react-query";
import { createTRPCClient, httpSubscriptionLink } from "@trpc/client";
import type { AppRouter } from "@worldland/api/router";
import type { LiveEvent } from "@worldland/core/wire/live";
import { useCallback, useEffect, useRef, useState } from "react";
import { API_URL, useTRPC } from "../trpc/client.tsx";
import { useLeadership } from "./useLeadership.ts";

const CHANNEL = "worldland-live";
/** Events of one transaction come together; they are answered by one reading. */
const GATHER_MS = 150;

/** A stream that the server ended is opened again after this long. */
const AGAIN_MS = 5000;

type Told = LiveEvent["kind"] | "ended";

/**
 * The stream itself: held by one tab, which tells the others. After a break the server tells what was missed. One that
 * the server ended is that of a session that is over, so it is asked anew who is signed in.
 */
export function LiveStream() {
  const readAgain = useReadAgain();
  const isLeader = useLeadership(CHANNEL);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = ({ data }: MessageEvent<Told>) => readAgain(data);
    if (!isLeader) return () => channel.close();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tell = (told: Told) => {
      readAgain(told);
      channel.postMessage(told);
    };
    const end = () => {
      tell("ended");
      timer = setTimeout(() => setTurn(turn + 1), AGAIN_MS);
    };
    const client = createTRPCClient<AppRouter>({ links: [httpSubscriptionLink({ url: API_URL })] });
    const stream = client.live.changes.subscribe(undefined, {
      onData: ({ data: { kind } }) => tell(kind),
      onComplete: end,
      onError: end,
    });
    return () => {
      clearTimeout(timer);
      stream.unsubscribe();
      channel.close();
    };
  }, [isLeader, readAgain, turn]);
  return null;
}

/** Reads again what a kind of event can have changed; events are gathered for a moment first. */
function useReadAgain(): (told: Told) => void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const waiting = useRef(new Set<Told>());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return useCallback(
    (told) => {
      waiting.current.add(told);
      timer.current ??= setTimeout(() => {
        timer.current = undefined;
        const changed = {
          rental: [trpc.rentals, trpc.extensions, trpc.account, trpc.statements, trpc.grants, trpc.nodes],
          account: [trpc.account, trpc.statements, trpc.grants, trpc.extensions, trpc.nodes],
          node: [trpc.nodes, trpc.operator],
          offers: [trpc.offers],
          ended: [trpc.auth.whoami],
        } as const satisfies Record<Told, unknown>;
        const routers = new Set([...waiting.current].flatMap((one) => [...changed[one]]));
        waiting.current.clear();
        for (const one of routers) void queryClient.invalidateQueries(one.pathFilter());
      }, GATHER_MS);
    },
    [trpc, queryClient],
  );
}
