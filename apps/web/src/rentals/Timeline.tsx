"use client";

import type { RentalDetailView } from "@worldland/core/wire/rental";
import { Check, Minus } from "lucide-react";
import { exactText } from "../clock/time.ts";
import { classes } from "../components/ui/classes.ts";
import { Spinner } from "../components/ui/Spinner.tsx";
import { type StepState, sinceText, timelineSteps } from "./timelineSteps.ts";

const SAY = { done: "done", now: "under way", later: "not yet", never: "did not happen" } as const;

/** From the click to the prompt, and to the end, with the time each step took. */
export function Timeline({ rental }: { rental: RentalDetailView }) {
  const from = rental.timeline.requested_at;
  return (
    <ol className="flex flex-col">
      {timelineSteps(rental).map(({ id, title, at, state }, index, all) => (
        <li key={id} className="relative flex gap-3 pb-4 last:pb-0">
          {index < all.length - 1 && (
            <span aria-hidden="true" className="absolute bottom-0 left-[0.6875rem] top-6 w-px bg-line" />
          )}
          <Dot state={state} />
          <div className="flex min-w-0 flex-1 flex-wrap items-baseline justify-between gap-x-3">
            <span className={state === "done" || state === "now" ? undefined : "text-muted"}>
              {title}
              <span className="sr-only">: {SAY[state]}</span>
              {id === "ended_at" && state === "done" && (
                <span className="block text-xs text-muted">{rental.job.status_reason}</span>
              )}
            </span>
            {at !== null && (
              <time dateTime={at} title={exactText(at)} className="text-xs text-muted">
                {id === "requested_at" ? exactText(at) : sinceText(from, at)}
              </time>
            )}
            {state === "never" && <span className="text-xs text-muted">did not happen</span>}
          </div>
        </li>
      ))}
    </ol>
  );
}

function Dot({ state }: { state: StepState }) {
  const look = {
    done: "bg-good-soft text-good",
    now: "bg-accent-soft text-accent",
    later: "border border-line text-muted",
    never: "bg-raised text-muted",
  }[state];
  return (
    <span
      aria-hidden="true"
      className={classes("flex size-[1.375rem] shrink-0 items-center justify-center rounded-full", look)}
    >
      {state === "done" && <Check size={13} />}
      {state === "now" && <Spinner />}
      {state === "never" && <Minus size={13} />}
    </span>
  );
}
