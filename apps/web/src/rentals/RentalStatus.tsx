import type { JobStatus } from "@worldland/core/wire/rental";
import { Badge, type Tone } from "../components/ui/Badge.tsx";

type Look = { readonly word: string; readonly tone: Tone; readonly live: boolean };

const LOOK = {
  creating: { word: "starting", tone: "accent", live: true },
  running: { word: "running", tone: "good", live: true },
  stopping: { word: "stopping", tone: "warn", live: true },
  stopped: { word: "stopped", tone: "neutral", live: false },
  expired: { word: "expired", tone: "neutral", live: false },
  failed: { word: "failed", tone: "bad", live: false },
} as const satisfies Record<JobStatus, Look>;

/** A rental's status in a word. `paused`: it runs and cannot be reached, and nobody pays for that. */
export function RentalStatus({ status, paused = false }: { status: JobStatus; paused?: boolean }) {
  if (status === "running" && paused) return <Badge tone="warn">paused</Badge>;
  const { word, tone, live } = LOOK[status];
  return (
    <Badge tone={tone} live={live}>
      {word}
    </Badge>
  );
}

/** Whether a rental still holds its GPUs. */
export function isLiving(status: JobStatus): boolean {
  return status === "creating" || status === "running" || status === "stopping";
}
