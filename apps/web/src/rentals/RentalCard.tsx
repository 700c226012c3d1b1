"use client";

import Link from "next/link";
import { CopyField } from "../components/ui/CopyField.tsx";
import { Countdown } from "../components/ui/Time.tsx";
import { CostMeter } from "./CostMeter.tsx";
import { RentalStatus } from "./RentalStatus.tsx";
import { StopRental } from "./StopRental.tsx";
import type { LivingRental } from "./useLivingRentals.ts";

/** A rental that holds GPUs: the way in, what it costs, how long it lasts, and how to end it. */
export function RentalCard({ rental: { job, readAt } }: { rental: LivingRental }) {
  return (
    <li className="grid items-center gap-x-6 gap-y-3 px-4 py-3 md:grid-cols-[minmax(11rem,1fr)_minmax(0,1.6fr)_8.5rem_auto]">
      <div className="min-w-0">
        <div className="flex items-center gap-2">
          <Link href={`/rentals/${job.job_id}`} className="truncate font-medium hover:underline">
            {job.job_name}
          </Link>
          <RentalStatus status={job.status} />
        </div>
        <p className="truncate text-xs text-muted">
          {job.gpu_count}× {job.gpu_model} · {job.cpu_cores} cores · {job.memory_gb} GB
        </p>
      </div>
      <div className="min-w-0">
        {job.ssh_command !== null && job.status === "running" && (
          <CopyField label={`SSH command of ${job.job_name}`} value={job.ssh_command} />
        )}
        {job.status_reason !== null && <p className="mt-1 text-xs text-muted first:mt-0">{job.status_reason}</p>}
      </div>
      <div className="flex items-center justify-between gap-3 md:contents">
        <div>
          <p className="font-medium">
            <CostMeter job={job} readAt={readAt} />
          </p>
          <p className="text-xs text-muted">
            {job.expires_at !== null && job.status === "running" && (
              <>
                <Countdown to={job.expires_at} over="ending" /> left
              </>
            )}
          </p>
        </div>
        <div className="flex justify-end">{job.status !== "stopping" && <StopRental job={job} size="small" />}</div>
      </div>
    </li>
  );
}
