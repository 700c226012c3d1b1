"use client";

import type { JobStatus } from "@worldland/core/wire/rental";
import type { LogsOutput } from "@worldland/core/wire/workload";
import { Pause, Play } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button } from "../components/ui/Button.tsx";
import { Card } from "../components/ui/Card.tsx";
import { CopyButton } from "../components/ui/CopyField.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { EmptyState, Skeleton } from "../components/ui/States.tsx";
import { useLog } from "./useLog.ts";

/** What the container writes, line by line, followed until one pauses it. */
export function Logs({ id }: { id: string }) {
  const [follow, setFollow] = useState(true);
  const { data, error, refetch } = useLog(id, follow);
  if (error !== null && data === undefined) return <FailureNotice error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton className="h-72 w-full" />;
  return (
    <>
      <FailureNotice error={error} />
      <Card
        flush
        title={<Count lines={data.lines.length} />}
        actions={
          <>
            {data.status === "running" && (
              <Button kind="quiet" size="small" onClick={() => setFollow(!follow)}>
                {follow ? <Pause size={14} aria-hidden="true" /> : <Play size={14} aria-hidden="true" />}
                {follow ? "Pause" : "Follow"}
              </Button>
            )}
            {data.lines.length > 0 && (
              <CopyButton label="the log" value={data.lines.map(({ text }) => text).join("\n")} />
            )}
          </>
        }
      >
        {data.lines.length === 0 ? <Nothing status={data.status} /> : <Lines lines={data.lines} follow={follow} />}
      </Card>
    </>
  );
}

function Count({ lines }: { lines: number }) {
  return <>{lines === 1 ? "1 line" : `${lines} lines`}</>;
}

function Lines({ lines, follow }: { lines: LogsOutput["lines"]; follow: boolean }) {
  const box = useRef<HTMLOListElement>(null);
  const newest = lines.at(-1)?.at;
  useEffect(() => {
    const { current } = box;
    if (follow && newest !== undefined && current !== null) current.scrollTop = current.scrollHeight;
  }, [follow, newest]);
  return (
    <ol ref={box} aria-label="Log" className="max-h-[28rem] min-h-40 overflow-y-auto py-2 font-mono text-xs leading-5">
      {lines.map(({ at, text }) => (
        <li key={at} className="flex gap-3 px-4 hover:bg-raised">
          <time dateTime={at} title={at} className="shrink-0 select-none text-muted max-sm:hidden">
            {at.slice(11, 19)}
          </time>
          <span className="min-w-0 whitespace-pre-wrap break-words">{text}</span>
        </li>
      ))}
    </ol>
  );
}

const WHY: Readonly<Record<JobStatus, string>> = {
  creating: "The container has not started yet.",
  running: "What your container writes to standard output and error appears here, also from your start script.",
  stopping: "The container is being removed, and its log with it.",
  stopped: "A container's log goes with it.",
  expired: "A container's log goes with it.",
  failed: "A container's log goes with it.",
};

function Nothing({ status }: { status: JobStatus }) {
  return <EmptyState title={status === "running" ? "Nothing written yet" : "No log"}>{WHY[status]}</EmptyState>;
}
