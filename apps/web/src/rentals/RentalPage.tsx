"use client";

import { useQuery } from "@tanstack/react-query";
import type { RentalDetailView } from "@worldland/core/wire/rental";
import { ButtonLink } from "../components/ui/Button.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { PageHeader } from "../components/ui/Page.tsx";
import { EmptyState, Notice, Skeleton } from "../components/ui/States.tsx";
import { Tabs } from "../components/ui/Tabs.tsx";
import { SignedIn } from "../session/SignedIn.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { failureOf } from "../trpc/refusal.ts";
import { EndsSoon } from "./EndsSoon.tsx";
import { ExtendRental } from "./ExtendRental.tsx";
import { ExtensionProgress } from "./ExtensionProgress.tsx";
import { Logs } from "./Logs.tsx";
import { Metrics } from "./Metrics.tsx";
import { Overview } from "./Overview.tsx";
import { Receipt } from "./Receipt.tsx";
import { RentalEvents } from "./RentalEvents.tsx";
import { isLiving, RentalStatus } from "./RentalStatus.tsx";
import { RestartRental } from "./RestartRental.tsx";
import { StopRental } from "./StopRental.tsx";

/** Events tell what changes; these put right the meter's figure, and the way to the prompt should an event be missed. */
const RUNNING_MS = 10_000;
const MOVING_MS = 2_000;

/** One rental: the way in, its history, its bill. */
export function RentalPage({ id }: { id: string }) {
  return <SignedIn what="this rental">{() => <OwnRental id={id} />}</SignedIn>;
}

function OwnRental({ id }: { id: string }) {
  const trpc = useTRPC();
  const detail = useQuery(
    trpc.rentals.detail.queryOptions(
      { id },
      { refetchInterval: ({ state }) => (state.data === undefined ? false : intervalOf(state.data)) },
    ),
  );
  if (detail.data !== undefined) return <RentalView rental={detail.data} readAt={detail.dataUpdatedAt} />;
  if (detail.error === null) return <Skeleton className="h-96 w-full" />;
  if (failureOf(detail.error).code !== "not_found") {
    return <FailureNotice error={detail.error} onRetry={() => void detail.refetch()} />;
  }
  return (
    <EmptyState
      title="There is no such rental, or it is not yours"
      action={<ButtonLink href="/rentals">Your rentals</ButtonLink>}
    >
      Rentals are shown to the wallet they belong to only.
    </EmptyState>
  );
}

function intervalOf({ job: { status }, timeline }: RentalDetailView): number | false {
  if (status === "running") return RUNNING_MS;
  return timeline.settled_at === null ? MOVING_MS : false;
}

function RentalView({ rental, readAt }: { rental: RentalDetailView; readAt: number }) {
  const { job } = rental;
  const place = [rental.region, rental.country].filter((one) => one !== null).join(", ");
  return (
    <>
      <PageHeader
        title={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            {job.job_name} <RentalStatus status={job.status} paused={rental.paused_since !== null} />
          </span>
        }
        actions={<Actions rental={rental} />}
      >
        {job.gpu_count}× {job.gpu_model} · {rental.provider_name}
        {place !== "" && ` · ${place}`} · {rental.node}
        {rental.simulated && " · simulated GPUs"}
      </PageHeader>
      <Trouble rental={rental} />
      <div className="mb-3 flex flex-col gap-3 empty:hidden">
        <EndsSoon job={job} />
        <ExtensionProgress rental={rental} />
      </div>
      <Tabs
        label="About this rental"
        tabs={[
          { id: "overview", title: "Overview", content: <Overview rental={rental} readAt={readAt} /> },
          { id: "logs", title: "Logs", content: <Logs id={job.job_id} /> },
          { id: "metrics", title: "Metrics", content: <Metrics id={job.job_id} living={isLiving(job.status)} /> },
          { id: "events", title: "Events", content: <RentalEvents id={job.job_id} /> },
          { id: "receipt", title: "Receipt", content: <Receipt rental={rental} /> },
        ]}
      />
    </>
  );
}

function Actions({ rental }: { rental: RentalDetailView }) {
  const { job } = rental;
  if (!isLiving(job.status)) {
    return (
      <ButtonLink kind="primary" href={`/rent/${job.offer_id}?gpus=${job.gpu_count}`}>
        Rent again
      </ButtonLink>
    );
  }
  if (job.status === "stopping") return null;
  return (
    <>
      {job.status === "running" && (
        <>
          <ExtendRental rental={rental} />
          <RestartRental job={job} />
        </>
      )}
      <StopRental job={job} />
    </>
  );
}

/** What is the matter and what to do about it; nothing while all is well, or where it ended as it should. */
function Trouble({ rental: { job } }: { rental: RentalDetailView }) {
  const sentence = job.failure_message ?? job.status_reason;
  if (sentence === null || job.status === "stopped" || job.status === "expired") return null;
  const tone = job.status === "failed" ? "bad" : "neutral";
  return (
    <div className="mb-3">
      <Notice tone={tone} title={sentence}>
        {job.suggestion?.message}
      </Notice>
    </div>
  );
}
