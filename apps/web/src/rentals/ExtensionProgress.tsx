"use client";

import { useQuery } from "@tanstack/react-query";
import type { ExtensionProgressView } from "@worldland/core/wire/extension";
import type { RentalDetailView } from "@worldland/core/wire/rental";
import { useNow } from "../clock/Clock.tsx";
import { exactText } from "../clock/time.ts";
import { Card } from "../components/ui/Card.tsx";
import { Wl } from "../components/ui/Money.tsx";
import { Notice } from "../components/ui/States.tsx";
import { Steps } from "../components/ui/Steps.tsx";
import { TransactionHash } from "../components/ui/TransactionHash.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { extensionSteps, failureSentence, hasFailed } from "./extensionSteps.ts";

const MOVING_MS = 2_000;
/** A final one stays so long after it was asked for, so that its last step is seen too. */
const SHOWN_MS = 120_000;

/** The newest extension with what it costs and brings, until it is final and a moment longer; nothing where none is. */
export function ExtensionProgress({ rental: { job } }: { rental: RentalDetailView }) {
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.extensions.get.queryOptions(
      { id: job.job_id },
      { refetchInterval: ({ state }) => (isMoving(state.data?.extension ?? null) ? MOVING_MS : false) },
    ),
  );
  const now = useNow(5_000);
  const extension = data?.extension ?? null;
  if (extension === null || job.status !== "running") return null;
  const isOld = now === null || now - Date.parse(extension.asked_at) > SHOWN_MS;
  if (extension.state === "final" && isOld) return null;
  if (hasFailed(extension.state)) {
    return (
      <Notice tone="warn" title={failureSentence(extension)}>
        The old term stands, and nothing was set aside for a longer one.
      </Notice>
    );
  }
  return (
    <Card title={`Extension to ${extension.duration_hours} h`}>
      <div className="grid gap-4 sm:grid-cols-2">
        <Steps
          label="Extension: steps"
          steps={extensionSteps(extension).map((step) => ({ ...step, note: noteOf(step.id, extension) }))}
        />
        <dl className="grid grid-cols-[1fr_auto] content-start gap-x-4 gap-y-1.5 text-sm">
          <dt className="text-muted">More is set aside</dt>
          <dd className="text-right font-medium">
            <Wl wei={extension.hold_wei} />
          </dd>
          <dt className="text-muted">It ends then</dt>
          <dd className="text-right">{extension.ends_at !== null && exactText(extension.ends_at)}</dd>
        </dl>
      </div>
    </Card>
  );
}

function isMoving(extension: ExtensionProgressView | null): boolean {
  return extension !== null && extension.state !== "final" && !hasFailed(extension.state);
}

function noteOf(step: string, { hash }: ExtensionProgressView) {
  return step === "sent" && hash !== null ? <TransactionHash hash={hash} /> : null;
}
