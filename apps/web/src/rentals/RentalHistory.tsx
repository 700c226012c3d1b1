"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import type { JobView } from "@worldland/core/wire/rental";
import Link from "next/link";
import { useState } from "react";
import { durationText } from "../clock/time.ts";
import { Button } from "../components/ui/Button.tsx";
import { Card } from "../components/ui/Card.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { Select } from "../components/ui/Input.tsx";
import { Wl } from "../components/ui/Money.tsx";
import { EmptyState, Skeleton } from "../components/ui/States.tsx";
import { Table, Td, Th, Tr } from "../components/ui/Table.tsx";
import { Ago } from "../components/ui/Time.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { isLiving, RentalStatus } from "./RentalStatus.tsx";

const PAGE = 25;
const ENDINGS = { all: "All", stopped: "Stopped", expired: "Expired", failed: "Failed" } as const;
type Ending = keyof typeof ENDINGS;

/** Rentals that ended, newest first, each with why. */
export function RentalHistory() {
  const trpc = useTRPC();
  const [ending, setEnding] = useState<Ending>("all");
  const list = useInfiniteQuery(
    trpc.rentals.list.infiniteQueryOptions(
      { limit: PAGE, ...(ending === "all" ? {} : { status: ending }) },
      { getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined },
    ),
  );
  const jobs = list.data?.pages.flatMap((page) => page.jobs).filter(({ status }) => !isLiving(status)) ?? [];
  return (
    <Card title="History" flush actions={<EndingChoice ending={ending} onChange={setEnding} />}>
      {list.error !== null && (
        <div className="p-4">
          <FailureNotice error={list.error} onRetry={() => void list.refetch()} />
        </div>
      )}
      {list.isPending && list.error === null && (
        <div className="p-4">
          <Skeleton className="h-24 w-full" />
        </div>
      )}
      {list.data !== undefined && jobs.length === 0 && !list.hasNextPage && (
        <EmptyState title={ending === "all" ? "No rental has ended yet" : "None ended that way"} />
      )}
      {jobs.length > 0 && <EndedTable jobs={jobs} />}
      {list.hasNextPage && (
        <div className="flex justify-center border-t border-line p-2">
          <Button size="small" kind="quiet" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
    </Card>
  );
}

function EndingChoice({ ending, onChange }: { ending: Ending; onChange: (ending: Ending) => void }) {
  return (
    <span className="w-32">
      <Select
        aria-label="How it ended"
        value={ending}
        onChange={({ target: { value } }) => onChange(isEnding(value) ? value : "all")}
      >
        {Object.entries(ENDINGS).map(([id, title]) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </Select>
    </span>
  );
}

function isEnding(text: string): text is Ending {
  return Object.hasOwn(ENDINGS, text);
}

function EndedTable({ jobs }: { jobs: readonly JobView[] }) {
  return (
    <Table label="Rentals that ended">
      <thead>
        <tr>
          <Th>Rental</Th>
          <Th>Status</Th>
          <Th className="hidden md:table-cell">Why it ended</Th>
          <Th className="hidden sm:table-cell" numeric>
            Ended
          </Th>
          <Th className="hidden sm:table-cell" numeric>
            Paid for
          </Th>
          <Th numeric>Cost</Th>
        </tr>
      </thead>
      <tbody>
        {jobs.map((job) => (
          <Tr key={job.job_id}>
            <Td>
              <Link href={`/rentals/${job.job_id}`} className="font-medium hover:underline">
                {job.job_name}
              </Link>
              <p className="whitespace-nowrap text-xs text-muted">
                {job.gpu_count}× {job.gpu_model}
              </p>
            </Td>
            <Td>
              <RentalStatus status={job.status} />
            </Td>
            <Td className="hidden max-w-96 text-xs text-muted md:table-cell">{job.status_reason}</Td>
            <Td className="hidden text-muted sm:table-cell" numeric>
              <Ago at={job.ended_at} />
            </Td>
            <Td className="hidden whitespace-nowrap text-muted sm:table-cell" numeric>
              {durationText(job.metered_seconds)}
            </Td>
            <Td numeric>
              <Wl wei={job.cost_so_far_wei} places={6} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
