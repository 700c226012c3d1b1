"use client";

import { useQuery } from "@tanstack/react-query";
import type { CorrectionsView } from "@worldland/core/wire/corrections";
import { Badge } from "../components/ui/Badge.tsx";
import { Card } from "../components/ui/Card.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { EmptyState, Skeleton } from "../components/ui/States.tsx";
import { Ago } from "../components/ui/Time.tsx";
import { digits } from "../money/amount.ts";
import { useTRPC } from "../trpc/client.tsx";

const POLL_MS = 15_000;

type Correction = CorrectionsView["newest"][number];

const WORDS = {
  stray: { badge: "left over", words: "removed: its rental is over" },
  missing: { badge: "missing", words: "started again: its rental goes on" },
  incomplete: { badge: "incomplete", words: "given back to a running container" },
} as const satisfies Record<Correction["kind"], { badge: string; words: string }>;

/** What sweeps found in the cluster that no row explains. In health the counter stands still. */
export function Corrections() {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(trpc.operator.corrections.queryOptions({}, { refetchInterval: POLL_MS }));
  if (error !== null) return <FailureNotice error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton className="h-20 w-full" />;
  const { total, swept_at, newest } = data;
  return (
    <Card title="Sweeper">
      <p className="text-sm">
        <strong className="font-semibold tabular-nums">{digits(total)}</strong>{" "}
        {total === 1 ? "correction" : "corrections"} so far; in health that figure stands still.
      </p>
      <p className="text-muted text-xs">
        {swept_at === null ? (
          "No worker has compared the cluster with the rows yet."
        ) : (
          <>
            Cluster and rows were last compared <Ago at={swept_at} />.
          </>
        )}
      </p>
      {newest.length === 0 ? (
        <EmptyState title="Nothing ever had to be set right" />
      ) : (
        <ul className="mt-3 divide-y divide-line text-sm">
          {newest.map((correction) => (
            <Line key={`${correction.cluster} ${correction.job_id} ${correction.kind}`} of={correction} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Line({ of: { cluster, job_id, kind, parts, times, last_at } }: { of: Correction }) {
  const { badge, words } = WORDS[kind];
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2">
      <Badge tone={kind === "incomplete" ? "bad" : "neutral"}>{badge}</Badge>
      <span className="break-all font-mono text-xs">{job_id}</span>
      <span>
        {parts.join(", ")} {words}
        {times > 1 && `, ${times} times`}
      </span>
      <span className="text-muted text-xs">
        cluster {cluster}, <Ago at={last_at} />
      </span>
    </li>
  );
}
