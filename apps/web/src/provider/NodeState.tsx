import type { NodeState as State } from "@worldland/core/nodeState";
import { Badge, type Tone } from "../components/ui/Badge.tsx";

const LOOK = {
  earning: { word: "earning", tone: "good" },
  idle: { word: "idle", tone: "neutral" },
  maintenance: { word: "maintenance", tone: "warn" },
  waiting_for_approval: { word: "waiting for approval", tone: "accent" },
  not_ready: { word: "not ready", tone: "warn" },
  lost: { word: "lost", tone: "bad" },
} as const satisfies Record<State, { word: string; tone: Tone }>;

/** A node's state in a word. */
export function NodeState({ state }: { state: State }) {
  const { word, tone } = LOOK[state];
  return (
    <Badge tone={tone} live={state === "earning"}>
      {word}
    </Badge>
  );
}
