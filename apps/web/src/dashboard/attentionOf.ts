import type { AccountView, spendingOutput } from "@worldland/core/wire/account";
import type { NodeView } from "@worldland/core/wire/console";
import type { AutoExtensionView } from "@worldland/core/wire/extension";
import type { JobView } from "@worldland/core/wire/rental";
import type { z } from "zod";
import { durationText } from "../clock/time.ts";
import { runwayOf } from "../rentals/runway.ts";

/** Something that wants to be looked at: what, why, and where. */
export type Attention = {
  readonly id: string;
  readonly tone: "warn" | "bad";
  readonly title: string;
  readonly text: string;
  readonly href: string;
};

export type Standing = {
  readonly living: readonly JobView[];
  /** Ended ones, newest first, as far as they are known. */
  readonly ended: readonly JobView[];
  /** Those that extend themselves. */
  readonly keeping: readonly AutoExtensionView[];
  readonly account: Pick<AccountView, "budget">;
  readonly spending: Pick<z.infer<typeof spendingOutput>, "runway_seconds">;
  /** Empty for a wallet that is no provider. */
  readonly nodes: readonly NodeView[];
};

const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;
const LOW_RUNWAY_S = DAY_S;
const BUDGET_ENDS_S = 3 * DAY_S;

/** What needs attention at `nowMs`, the most urgent first. */
export function attentionOf(standing: Standing, nowMs: number): Attention[] {
  const secondsTo = (at: string) => (Date.parse(at) - nowMs) / 1000;
  const found = [
    ...standing.ended
      .filter(({ status, ended_at }) => status === "failed" && ended_at !== null && secondsTo(ended_at) > -DAY_S)
      .map(failed),
    ...standing.nodes.flatMap(node),
    ...standing.living.flatMap((job) => endsSoon(job, standing.keeping, nowMs)),
    ...runway(standing.spending.runway_seconds),
    ...budget(standing.account.budget, secondsTo),
  ];
  return found.toSorted((a, b) => Number(b.tone === "bad") - Number(a.tone === "bad"));
}

function failed({ job_id, job_name, failure_message, suggestion }: JobView): Attention {
  const text = [failure_message, suggestion?.message].filter((one) => one != null).join(" ");
  return { id: job_id, tone: "bad", title: `${job_name} failed`, text, href: `/rentals/${job_id}` };
}

function node({ node: name, state, why }: NodeView): Attention[] {
  if (state !== "lost" && state !== "not_ready") return [];
  const title = state === "lost" ? `Node ${name} is lost` : `Node ${name} is not ready`;
  return [{ id: name, tone: state === "lost" ? "bad" : "warn", title, text: why ?? "", href: "/provider" }];
}

function endsSoon(job: JobView, keeping: readonly AutoExtensionView[], nowMs: number): Attention[] {
  const { job_id, job_name } = job;
  const href = `/rentals/${job_id}`;
  const soon = runwayOf(job, keeping, nowMs);
  const stop = keeping.find((one) => one.job_id === job_id)?.stopped_message ?? null;
  if (soon === null) return [];
  const text = stop ?? "Extend it if you need it longer. Whatever is stored in it goes with it.";
  return [{ id: job_id, tone: "warn", title: `${job_name} ends in ${durationText(soon.leftS)}`, text, href }];
}

function runway(seconds: number | null): Attention[] {
  if (seconds === null || seconds >= LOW_RUNWAY_S) return [];
  const text = "At today's rate. Rentals that run are paid for their term already; new ones and extensions are not.";
  return [{ id: "runway", tone: "warn", title: `The balance lasts ${durationText(seconds)}`, text, href: "/billing" }];
}

function budget(allowance: AccountView["budget"], secondsTo: (at: string) => number): Attention[] {
  if (allowance === null || BigInt(allowance.limit_wei) === 0n) return [];
  const left = secondsTo(allowance.expires_at);
  if (left <= 0) return [];
  if (BigInt(allowance.left_wei) === 0n) {
    const text = "Programs with an API key cannot rent, and nothing extends itself, until you raise it.";
    return [{ id: "budget", tone: "warn", title: "The API allowance is used up", text, href: "/billing" }];
  }
  if (left > BUDGET_ENDS_S) return [];
  const text = "Programs with an API key cannot rent without a signature afterwards.";
  return [
    { id: "budget", tone: "warn", title: `The API allowance ends in ${durationText(left)}`, text, href: "/billing" },
  ];
}
