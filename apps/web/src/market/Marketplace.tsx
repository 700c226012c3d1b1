"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "../components/ui/Button.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { PageHeader } from "../components/ui/Page.tsx";
import { EmptyState, Skeleton } from "../components/ui/States.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { FilterBar } from "./FilterBar.tsx";
import { countFilters, marketInputOf, writeFilters } from "./filters.ts";
import { GpuTypes } from "./GpuTypes.tsx";
import { OfferList } from "./OfferList.tsx";
import type { FirstMarket } from "./readFirstMarket.ts";
import { useFilters } from "./useFilters.ts";
import { WhyNot } from "./WhyNot.tsx";

/** Every offer there is, live, narrowed down as the visitor likes. */
export function Marketplace({ first: sent }: { first: FirstMarket | null }) {
  const trpc = useTRPC();
  const { filters, change, clear } = useFilters();
  const isSent = sent !== null && writeFilters(sent.filters) === writeFilters(filters);
  const market = useInfiniteQuery(
    trpc.offers.market.infiniteQueryOptions(marketInputOf(filters), {
      getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
      placeholderData: (kept) => kept ?? (isSent ? startingWith(sent) : undefined),
    }),
  );
  const offers = market.data?.pages.flatMap((page) => page.offers) ?? [];
  const first = market.data?.pages[0];
  return (
    <div className="flex flex-col gap-3">
      <PageHeader title="Rent a GPU">
        A root shell in seconds, paid by the second from your own vault balance. Sign once, stop whenever you like.
      </PageHeader>
      <GpuTypes filters={filters} change={change} sent={sent?.gpuTypes} />
      <FilterBar filters={filters} change={change} clear={clear} />
      <FailureNotice error={market.error} onRetry={() => void market.refetch()} />
      {first !== undefined && (
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
          <p role="status" className="text-xs text-muted">
            {sayTotal(first.total, countFilters(filters) > 0)}
          </p>
          <WhyNot hiddenBy={first.hidden_by} filters={filters} change={change} />
        </div>
      )}
      {market.isPending && !market.error && <Skeleton className="h-72 w-full" />}
      {offers.length > 0 && <OfferList offers={offers} gpus={filters.gpu_count ?? 1} />}
      {first !== undefined && offers.length === 0 && <NoOffers isNarrowed={countFilters(filters) > 0} clear={clear} />}
      {market.hasNextPage && (
        <Button className="self-center" busy={market.isFetchingNextPage} onClick={() => void market.fetchNextPage()}>
          Show more
        </Button>
      )}
    </div>
  );
}

/** Shown at once while it is read again: it may be from before the live stream was there. */
function startingWith({ market }: FirstMarket) {
  return { pages: [market], pageParams: [null] };
}

function sayTotal(total: number, isNarrowed: boolean): string {
  if (total === 1) return isNarrowed ? "1 offer matches" : "1 offer";
  return isNarrowed ? `${total} offers match` : `${total} offers`;
}

function NoOffers({ isNarrowed, clear }: { isNarrowed: boolean; clear: () => void }) {
  if (!isNarrowed) {
    return (
      <EmptyState title="Nobody offers a GPU at the moment">
        As soon as a provider's node is ready it appears here by itself.
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No offer matches all filters" action={<Button onClick={clear}>Clear filters</Button>}>
      Above stands which filter hides how many.
    </EmptyState>
  );
}
