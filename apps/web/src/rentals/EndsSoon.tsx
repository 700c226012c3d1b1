"use client";

import { useQuery } from "@tanstack/react-query";
import type { JobView } from "@worldland/core/wire/rental";
import { useNow } from "../clock/Clock.tsx";
import { durationText, exactText } from "../clock/time.ts";
import { Notice } from "../components/ui/States.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { runwayOf } from "./runway.ts";

/** On a rental's own page: that it ends soon, counting. */
export function EndsSoon({ job }: { job: JobView }) {
  const trpc = useTRPC();
  const now = useNow();
  const { data } = useQuery(trpc.extensions.list.queryOptions({}));
  const runway = now === null || data === undefined ? null : runwayOf(job, data.auto_extensions, now);
  if (runway === null || job.expires_at === null) return null;
  return (
    <Notice tone="warn" title={`It ends in ${durationText(runway.leftS)}`}>
      At {exactText(job.expires_at)}. Extend it if you need it longer: whatever is stored in it goes with it.
    </Notice>
  );
}
