import { Check, X } from "lucide-react";
import type { ReactNode } from "react";
import { classes } from "./classes.ts";
import { Spinner } from "./Spinner.tsx";

export type Step = {
  readonly id: string;
  readonly title: ReactNode;
  readonly note?: ReactNode;
  readonly state: "done" | "now" | "later" | "failed";
};

const SAY = { done: "done", now: "under way", later: "not yet", failed: "failed" } as const;
const LOOK = {
  done: "bg-good-soft text-good",
  now: "bg-accent-soft text-accent",
  later: "border border-line",
  failed: "bg-bad-soft text-bad",
} as const;

/** A way in steps: which are behind, which one is under way. Changes are read out. */
export function Steps({ label, steps }: { label: string; steps: readonly Step[] }) {
  return (
    <ol aria-label={label} aria-live="polite" className="flex flex-col gap-2.5">
      {steps.map(({ id, title, note, state }) => (
        <li key={id} className="flex gap-2.5">
          <span
            aria-hidden="true"
            className={classes("flex size-[1.375rem] shrink-0 items-center justify-center rounded-full", LOOK[state])}
          >
            {state === "done" && <Check size={13} />}
            {state === "now" && <Spinner />}
            {state === "failed" && <X size={13} />}
          </span>
          <span className={classes("min-w-0", state === "later" && "text-muted")}>
            {title}
            <span className="sr-only">: {SAY[state]}</span>
            {note !== undefined && note !== null && <span className="block text-xs text-muted">{note}</span>}
          </span>
        </li>
      ))}
    </ol>
  );
}
