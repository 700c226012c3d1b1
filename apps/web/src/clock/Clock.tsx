"use client";

import { useQuery } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { useTRPC } from "../trpc/client.tsx";
import { type ClockReading, presentMs, readingOf } from "./time.ts";

const Reading = createContext<ClockReading | null>(null);

/** Reads the application's clock now and then, for everything below that counts. */
export function ClockProvider({ children }: { children: ReactNode }) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.network.get.queryOptions({}, { refetchInterval: 30_000 }));
  const [reading, setReading] = useState<ClockReading | null>(null);
  const now = data?.now;
  useEffect(() => {
    if (now !== undefined) setReading(readingOf(now));
  }, [now]);
  return <Reading value={reading}>{children}</Reading>;
}

/** The application's present instant in ms since 1970, anew every `everyMs`; null until it was first read. */
export function useNow(everyMs = 1000): number | null {
  const reading = useContext(Reading);
  const [now, setNow] = useState<number | null>(null);
  useEffect(() => {
    if (reading === null) return;
    const tick = () => setNow(presentMs(reading));
    tick();
    const timer = setInterval(tick, everyMs);
    return () => clearInterval(timer);
  }, [reading, everyMs]);
  return now;
}
