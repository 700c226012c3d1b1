"use client";

import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { usePathname } from "next/navigation";
import { useState } from "react";
import { useNow } from "../clock/Clock.tsx";
import { durationText } from "../clock/time.ts";
import { Button, ButtonLink } from "../components/ui/Button.tsx";
import { Notice } from "../components/ui/States.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { runwayOf, warningId } from "./runway.ts";
import { RUNNING_LIST } from "./useLivingRentals.ts";

/** Over whatever page is open: rentals that end soon, each warning until it is dismissed. Live events keep it true. */
export function RunwayNotices() {
  const trpc = useTRPC();
  const now = useNow();
  const path = usePathname();
  const running = useQuery(trpc.rentals.list.queryOptions(RUNNING_LIST));
  const keeping = useQuery(trpc.extensions.list.queryOptions({}));
  const [dismissed, setDismissed] = useState<ReadonlySet<string>>(new Set());
  if (now === null || running.data === undefined || keeping.data === undefined) return null;
  const warnings = running.data.jobs.flatMap((job) => {
    const runway = runwayOf(job, keeping.data.auto_extensions, now);
    // Its own page says so by itself.
    if (runway === null || path === `/rentals/${job.job_id}`) return [];
    const id = warningId(job, runway);
    return dismissed.has(id) ? [] : [{ id, job, leftS: runway.leftS }];
  });
  if (warnings.length === 0) return null;
  return (
    <section
      aria-label="Rentals that end soon"
      className="fixed inset-x-3 bottom-3 z-40 flex flex-col gap-2 sm:left-auto sm:w-96"
    >
      {warnings.map(({ id, job, leftS }) => (
        <div key={id} className="rounded-lg bg-surface shadow-lg">
          <Notice
            tone="warn"
            title={`${job.job_name} ends in ${durationText(leftS)}`}
            action={
              <span className="flex items-center gap-2">
                <ButtonLink size="small" href={`/rentals/${job.job_id}`}>
                  Extend
                </ButtonLink>
                <Button
                  size="small"
                  aria-label={`Dismiss the warning of ${job.job_name}`}
                  onClick={() => setDismissed(new Set([...dismissed, id]))}
                >
                  <X size={14} aria-hidden="true" />
                </Button>
              </span>
            }
          />
        </div>
      ))}
    </section>
  );
}
