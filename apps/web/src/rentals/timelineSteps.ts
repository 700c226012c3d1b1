import type { RentalDetailView } from "@worldland/core/wire/rental";

/** `now`: what is waited for. `later`: not yet. `never`: the rental ended without it. */
export type StepState = "done" | "now" | "later" | "never";
export type TimelineStep = {
  readonly id: keyof RentalDetailView["timeline"];
  readonly title: string;
  readonly at: string | null;
  readonly state: StepState;
};

const WAY_TO_THE_PROMPT = [
  { id: "requested_at", title: "Rented" },
  { id: "provisioned_at", title: "Container set up on the node" },
  { id: "reachable_at", title: "SSH answers: term and meter start" },
] as const;
const ON_CHAIN = { id: "opened_at", title: "Order recorded in the vault" } as const;
const WAY_OUT = [
  { id: "ended_at", title: "Ended" },
  { id: "gone_at", title: "Container and data removed" },
  { id: "settled_at", title: "Settled in the vault" },
] as const;

/** The way of a rental, from the click to its settlement. The vault's part runs beside the container's. */
export function timelineSteps({ job, timeline }: Pick<RentalDetailView, "timeline"> & { job: { status: string } }) {
  const isEnding = timeline.ended_at !== null || job.status === "stopping";
  const up = stepsOf(WAY_TO_THE_PROMPT, timeline, isEnding);
  const chain = stepsOf([ON_CHAIN], timeline, isEnding);
  const out = isEnding ? stepsOf(WAY_OUT, timeline, false) : [];
  return [...up, ...chain, ...out];
}

function stepsOf(
  steps: readonly Pick<TimelineStep, "id" | "title">[],
  timeline: RentalDetailView["timeline"],
  isEnding: boolean,
): TimelineStep[] {
  const first = steps.find(({ id }) => timeline[id] === null);
  return steps.map((step) => {
    const at = timeline[step.id];
    const waits = isEnding ? "never" : step === first ? "now" : "later";
    return { ...step, at, state: at === null ? waits : "done" };
  });
}

/** `+3.2 s`, `+12 min`: from the click to a step. */
export function sinceText(from: string, at: string): string {
  const seconds = Math.max(0, Date.parse(at) - Date.parse(from)) / 1000;
  if (seconds < 60) return `+${seconds.toFixed(1)} s`;
  if (seconds < 3600) return `+${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
  return `+${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}
