"use client";

import { useQueries } from "@tanstack/react-query";
import type { JobView } from "@worldland/core/wire/rental";
import { useTRPC } from "../trpc/client.tsx";

const LIVING = ["creating", "running", "stopping"] as const;
const MOST = 100;
/** What one reads of all that runs, here and where somebody is warned of it. */
export const RUNNING_LIST = { status: "running", limit: MOST } as const;
/** Events tell what changes; the meter's figure is put right this often. */
const READ_EVERY_MS = 10_000;

export type LivingRental = { readonly job: JobView; readonly readAt: number };

/** Every rental of the caller that still holds GPUs, newest first; undefined until all are known. */
export function useLivingRentals(): {
  rentals: readonly LivingRental[] | undefined;
  error: unknown;
  retry: () => void;
} {
  const trpc = useTRPC();
  const lists = useQueries({
    queries: LIVING.map((status) =>
      trpc.rentals.list.queryOptions(
        { status, limit: MOST },
        { refetchInterval: ({ state }) => (state.data?.count ? READ_EVERY_MS : false) },
      ),
    ),
  });
  const isKnown = lists.every(({ data }) => data !== undefined);
  const rentals = lists.flatMap(({ data, dataUpdatedAt: readAt }) =>
    (data?.jobs ?? []).map((job) => ({ job, readAt })),
  );
  return {
    // A rental that moved on between two of the lists is shown once.
    rentals: isKnown ? newestFirst(rentals) : undefined,
    error: lists.find(({ error }) => error !== null)?.error ?? null,
    retry: () => {
      for (const list of lists) void list.refetch();
    },
  };
}

function newestFirst(rentals: readonly LivingRental[]): LivingRental[] {
  const byId = new Map(rentals.toSorted((a, b) => a.readAt - b.readAt).map((one) => [one.job.job_id, one]));
  return [...byId.values()].sort((a, b) => b.job.created_at.localeCompare(a.job.created_at));
}
