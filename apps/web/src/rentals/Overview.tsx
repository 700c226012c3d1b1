"use client";

import type { RentalDetailView } from "@worldland/core/wire/rental";
import { durationText } from "../clock/time.ts";
import { Card } from "../components/ui/Card.tsx";
import { CopyField } from "../components/ui/CopyField.tsx";
import { Wl, WlPerHour } from "../components/ui/Money.tsx";
import { Ago, Countdown } from "../components/ui/Time.tsx";
import { passwordOf } from "../rent/passwordOnce.ts";
import { CostMeter, useCost } from "./CostMeter.tsx";
import { KeepRunning } from "./KeepRunning.tsx";
import { isLiving } from "./RentalStatus.tsx";
import { Timeline } from "./Timeline.tsx";

type Part = { readonly rental: RentalDetailView; readonly readAt: number };

/** The way in, what it costs, how it got here, and what was rented. */
export function Overview({ rental, readAt }: Part) {
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="flex min-w-0 flex-col gap-4">
        {isLiving(rental.job.status) && <WayIn rental={rental} />}
        <Card title="Timeline">
          <Timeline rental={rental} />
        </Card>
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        <Costs rental={rental} readAt={readAt} />
        {isLiving(rental.job.status) && rental.job.status !== "stopping" && <KeepRunning rental={rental} />}
        <Machine rental={rental} />
      </div>
    </div>
  );
}

function WayIn({ rental: { job } }: { rental: RentalDetailView }) {
  const password = passwordOf(job.job_id);
  return (
    <Card title="SSH access">
      {job.ssh_command === null ? (
        <p className="text-muted">The command appears here as soon as the container has an address.</p>
      ) : (
        <dl className="flex flex-col gap-3">
          <Line name="Command">
            <CopyField label="SSH command" value={job.ssh_command} />
          </Line>
          {password !== null && (
            <Line name="Password" note="Shown until you reload this page: only its hash is kept.">
              <CopyField label="Root password" value={password} />
            </Line>
          )}
          {job.ssh_host_key !== null && (
            <Line name="Host key (ed25519)" note="Accept the host key if your SSH client shows this fingerprint.">
              <CopyField label="Host key fingerprint" value={job.ssh_host_key} />
            </Line>
          )}
        </dl>
      )}
    </Card>
  );
}

function Line({ name, note, children }: { name: string; note?: string; children: React.ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="mb-1 text-xs font-medium text-muted">{name}</dt>
      <dd>{children}</dd>
      {note !== undefined && <dd className="mt-1 text-xs text-muted">{note}</dd>}
    </div>
  );
}

function Costs({ rental, readAt }: Part) {
  const { job, paused_since } = rental;
  const metered = { job, readAt, paused: paused_since !== null };
  const { seconds, wei } = useCost(metered);
  const hold = BigInt(job.hold_wei);
  const isOver = !isLiving(job.status);
  return (
    <Card title={isOver ? "Cost" : "Cost so far"}>
      <p className="text-2xl font-semibold leading-8" data-testid="cost">
        <CostMeter {...metered} />
      </p>
      <p className="text-xs text-muted">
        {job.started_at === null && !isOver ? "The meter starts when SSH first answers" : `${seconds} s`} at{" "}
        <WlPerHour rate={job.rate_per_second_wei} />
      </p>
      <dl className="mt-3 grid grid-cols-[1fr_auto] gap-x-4 gap-y-1.5 text-sm">
        <dt className="text-muted">Set aside</dt>
        <dd className="text-right">
          <Wl wei={hold} />
        </dd>
        <dt className="text-muted">{isOver ? "Came back" : "Back if stopped now"}</dt>
        <dd className="text-right">
          <Wl wei={hold > wei ? hold - wei : 0n} />
        </dd>
        <dt className="text-muted">Term</dt>
        <dd className="text-right">{rental.duration_hours} h</dd>
        {job.expires_at !== null && job.status === "running" && (
          <>
            <dt className="text-muted">Time left</dt>
            <dd className="text-right">
              <Countdown to={job.expires_at} over="ending" />
            </dd>
          </>
        )}
        {paused_since !== null && (
          <>
            <dt className="text-warn">Paused, not charged</dt>
            <dd className="text-right">
              <Ago at={paused_since} />
            </dd>
          </>
        )}
        {rental.uncounted_seconds > 0 && (
          <>
            <dt className="text-muted">Not charged{isOver ? "" : " so far"}</dt>
            <dd className="text-right" title={`${rental.uncounted_seconds} s; the receipt lists them`}>
              {durationText(rental.uncounted_seconds)}
            </dd>
          </>
        )}
        <dt className="text-muted">Paid from</dt>
        <dd className="text-right">{rental.paid_from === "wallet" ? "your signature" : "your allowance"}</dd>
      </dl>
    </Card>
  );
}

function Machine({ rental: { job } }: { rental: RentalDetailView }) {
  return (
    <Card title="Machine">
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 text-sm">
        <dt className="text-muted">GPU</dt>
        <dd className="text-right">
          {job.gpu_count}× {job.gpu_model}
        </dd>
        <dt className="text-muted">CPU</dt>
        <dd className="text-right">{job.cpu_cores} cores</dd>
        <dt className="text-muted">Memory</dt>
        <dd className="text-right">{job.memory_gb} GB</dd>
        <dt className="text-muted">Storage</dt>
        <dd className="text-right">{job.storage_gb} GB</dd>
        <dt className="text-muted">Image</dt>
        <dd className="col-span-2 -mt-1 break-all font-mono text-xs leading-5">{job.image}</dd>
      </dl>
    </Card>
  );
}
