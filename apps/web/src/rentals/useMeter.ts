"use client";

import { monotonicMs } from "@worldland/core/time";
import { useEffect, useState } from "react";
import { type MeterReading, shownSeconds } from "./meter.ts";

type Readings = { readonly last: MeterReading; readonly before: MeterReading | null };

/**
 * Metered seconds of a rental, ticking between readings. `readAt` tells one reading from the next; the figure itself
 * may be the same.
 */
export function useMeter(seconds: number, readAt: number, isRunning: boolean): number {
  const [readings, setReadings] = useState<Readings | null>(null);
  const [shown, setShown] = useState(seconds);
  useEffect(() => {
    // A reading is known by when it came; its time is taken by this page's own monotonic clock.
    const reading = readAt === 0 ? null : { seconds, readAtMs: monotonicMs() };
    if (reading !== null) setReadings((known) => ({ last: reading, before: known?.last ?? null }));
  }, [seconds, readAt]);
  useEffect(() => {
    if (readings === null) return;
    const tick = () => {
      const next = shownSeconds(readings.last, readings.before, isRunning, monotonicMs());
      // Seconds are cut on both sides: being one ahead of a new reading is no step back.
      setShown((known) => (isRunning && known === next + 1 ? known : next));
    };
    tick();
    if (!isRunning) return;
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }, [readings, isRunning]);
  return shown;
}
