"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { Button } from "../components/ui/Button.tsx";
import { Card } from "../components/ui/Card.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { EmptyState, Skeleton } from "../components/ui/States.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { failureOf } from "../trpc/refusal.ts";
import { LedgerControls } from "./LedgerControls.tsx";
import { LedgerDownload } from "./LedgerDownload.tsx";
import { LedgerEntries } from "./LedgerEntries.tsx";
import { EVERYTHING, type LedgerFilter, ledgerQuery } from "./ledgerFilter.ts";

const PAGE = 25;

/** Every movement of the account in the vault, as the chain has it. `jobId`: a rental to narrow it to at first. */
export function Ledger({ jobId }: { jobId: string }) {
  const trpc = useTRPC();
  const [filter, setFilter] = useState<LedgerFilter>({ ...EVERYTHING, jobId });
  const query = ledgerQuery(useDeferredValue(filter));
  const isNarrowed = Object.keys(query).length > 0;
  const list = useInfiniteQuery(
    trpc.account.ledger.infiniteQueryOptions(
      { limit: PAGE, ...query },
      { getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined },
    ),
  );
  const isUnknownRental = list.error !== null && failureOf(list.error).code === "not_found";
  const entries = list.data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <Card title="Ledger" flush actions={<LedgerDownload query={query} />}>
      <LedgerControls filter={filter} onChange={setFilter} />
      {list.error !== null && !isUnknownRental && (
        <div className="p-4">
          <FailureNotice error={list.error} onRetry={() => void list.refetch()} />
        </div>
      )}
      {isUnknownRental && <EmptyState title="You have no rental of this id" />}
      {list.isPending && list.error === null && (
        <div className="p-4">
          <Skeleton className="h-24 w-full" />
        </div>
      )}
      {list.data !== undefined && list.error === null && entries.length === 0 && (
        <EmptyState title={isNarrowed ? "No such movement" : "No movement yet"}>
          Deposits, withdrawals and everything rentals move in the vault appear here, each with its transaction.
        </EmptyState>
      )}
      {list.error === null && entries.length > 0 && <LedgerEntries entries={entries} />}
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
