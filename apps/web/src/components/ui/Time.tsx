"use client";

import { useNow } from "../../clock/Clock.tsx";
import { agoText, durationText, exactText } from "../../clock/time.ts";
import { classes } from "./classes.ts";

/** How long ago an instant was (or in how long it will be); the exact one on hover. Empty where there is none. */
export function Ago({ at, className }: { at: string | null; className?: string }) {
  const now = useNow(5000);
  if (at === null) return null;
  const exact = exactText(at);
  return (
    <time dateTime={at} title={exact} className={classes("whitespace-nowrap", className)}>
      {now === null ? exact : agoText((now - Date.parse(at)) / 1000)}
    </time>
  );
}

/** What is left until an instant, every second; `over` when it has passed. The exact instant on hover. */
export function Countdown({ to, over = "now", className }: { to: string; over?: string; className?: string }) {
  const now = useNow();
  const seconds = now === null ? null : Math.ceil((Date.parse(to) - now) / 1000);
  return (
    <time dateTime={to} title={exactText(to)} className={classes("whitespace-nowrap", className)}>
      {seconds === null ? "" : seconds <= 0 ? over : durationText(seconds)}
    </time>
  );
}
