import { monotonicMs } from "@worldland/core/time";

/** The application's clock as last read, and when that was by this page's monotonic one. */
export type ClockReading = { readonly serverMs: number; readonly readAtMs: number };

/** A reading of the application's clock that has just arrived. */
export function readingOf(serverNow: string): ClockReading {
  return { serverMs: Date.parse(serverNow), readAtMs: monotonicMs() };
}

/** The application's present instant in ms, from its last reading. The visitor's own clock is never asked. */
export function presentMs({ serverMs, readAtMs }: ClockReading): number {
  return serverMs + monotonicMs() - readAtMs;
}

const STEPS = [
  { unit: "d", seconds: 86_400 },
  { unit: "h", seconds: 3600 },
  { unit: "min", seconds: 60 },
  { unit: "s", seconds: 1 },
] as const;

/** `3 d 4 h`, `12 min 5 s`, `8 s`: the two largest units that say something. Negative counts as 0. */
export function durationText(seconds: number): string {
  let rest = Math.max(0, Math.floor(seconds));
  const parts: string[] = [];
  for (const { unit, seconds: size } of STEPS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${unit}`);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.join(" ") || "0 s";
}

/** `5 min ago`, `just now`, `in 3 h`: the largest unit only. */
export function agoText(seconds: number): string {
  const size = Math.abs(seconds);
  if (size < 5) return "just now";
  const step = STEPS.find((one) => size >= one.seconds) ?? { unit: "s", seconds: 1 };
  const text = `${Math.floor(size / step.seconds)} ${step.unit}`;
  return seconds > 0 ? `${text} ago` : `in ${text}`;
}

/** `2026-11-24 13:05:09 UTC`: the same on server and in every browser. */
export function exactText(at: string): string {
  return `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
