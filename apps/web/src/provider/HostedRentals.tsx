"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import type { hostedRentalView } from "@worldland/core/wire/console";
import type { z } from "zod";
import { durationText } from "../clock/time.ts";
import { shortAddress } from "../components/ui/address.ts";
import { Button } from "../components/ui/Button.tsx";
import { Card } from "../components/ui/Card.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { Wl, WlPerHour } from "../components/ui/Money.tsx";
import { EmptyState, Skeleton } from "../components/ui/States.tsx";
import { Table, Td, Th, Tr } from "../components/ui/Table.tsx";
import { Ago } from "../components/ui/Time.tsx";
import { isLiving, RentalStatus } from "../rentals/RentalStatus.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { StopHosted } from "./StopHosted.tsx";

type Hosted = z.infer<typeof hostedRentalView>;
const PAGE = 25;

/** Rentals on the provider's nodes, without what is their customers' business. */
export function HostedRentals() {
  const trpc = useTRPC();
  const list = useInfiniteQuery(
    trpc.nodes.rentals.infiniteQueryOptions(
      { limit: PAGE },
      { getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined },
    ),
  );
  const rentals = list.data?.pages.flatMap((page) => page.rentals) ?? [];
  return (
    <Card title="Rentals on your nodes" flush>
      {list.error !== null && (
        <div className="p-4">
          <FailureNotice error={list.error} onRetry={() => void list.refetch()} />
        </div>
      )}
      {list.isPending && list.error === null && (
        <div className="p-4">
          <Skeleton className="h-24 w-full" />
        </div>
      )}
      {list.data !== undefined && rentals.length === 0 && <EmptyState title="Nobody has rented yet" />}
      {rentals.length > 0 && <HostedTable rentals={rentals} />}
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

function HostedTable({ rentals }: { rentals: readonly Hosted[] }) {
  return (
    <Table label="Rentals on your nodes">
      <thead>
        <tr>
          <Th>GPU</Th>
          <Th>Status</Th>
          <Th className="hidden md:table-cell">Customer</Th>
          <Th className="hidden sm:table-cell">Started</Th>
          <Th className="hidden sm:table-cell" numeric>
            Metered
          </Th>
          <Th className="hidden lg:table-cell" numeric>
            Rate
          </Th>
          <Th numeric>Earned, settled</Th>
          <Th className="hidden sm:table-cell">
            <span className="sr-only">Stop</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {rentals.map((rental) => (
          <Tr key={rental.job_id}>
            <Td>
              <span className="whitespace-nowrap">
                {rental.gpu_count}× {rental.gpu_model}
              </span>
              <p className="text-xs text-muted">{rental.node}</p>
            </Td>
            <Td>
              <RentalStatus status={rental.status} />
              {rental.end_reason !== null && rental.end_reason !== rental.status && (
                <p className="mt-0.5 text-xs text-muted">{rental.end_reason.replaceAll("_", " ")}</p>
              )}
              <div className="mt-1 sm:hidden">
                <Stop rental={rental} />
              </div>
            </Td>
            <Td className="hidden font-mono text-xs text-muted md:table-cell" title={rental.customer}>
              {shortAddress(rental.customer)}
            </Td>
            <Td className="hidden text-muted sm:table-cell">
              <Ago at={rental.started_at} />
            </Td>
            <Td numeric className="hidden whitespace-nowrap text-muted sm:table-cell">
              {durationText(rental.metered_seconds)}
            </Td>
            <Td numeric className="hidden text-muted lg:table-cell">
              <WlPerHour rate={rental.rate_per_second_wei} />
            </Td>
            <Td numeric>
              <Wl wei={rental.earned_wei} places={6} />
              {BigInt(rental.pending_wei) > 0n && (
                <p className="text-xs text-muted">
                  pending <Wl wei={rental.pending_wei} places={6} />
                </p>
              )}
            </Td>
            <Td className="hidden text-right sm:table-cell">
              <Stop rental={rental} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function Stop({ rental: { job_id, node, status } }: { rental: Hosted }) {
  return isLiving(status) && status !== "stopping" ? <StopHosted jobId={job_id} node={node} /> : null;
}
