"use client";

import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient, httpBatchLink, isTRPCClientError, type TRPCClient, type TRPCLink } from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import type { AppRouter } from "@worldland/api/router";
import { type ReactNode, useState } from "react";

/** Where the API answers; the one stream has a client of its own (LiveStream). */
export const API_URL = "/api/trpc";

const context = createTRPCContext<AppRouter>();

/** Query and mutation options of every procedure: `useQuery(useTRPC().offers.market.queryOptions(…))`. */
export const useTRPC = context.useTRPC;
/** The plain client, for calls in the middle of something: `await useTRPCClient().rentals.quote.mutate(…)`. */
export const useTRPCClient = context.useTRPCClient;

/** Gives everything below the API and the cache of its answers. */
export function ApiProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(newQueryClient);
  const [client] = useState(newClient);
  return (
    <QueryClientProvider client={queryClient}>
      <context.TRPCProvider trpcClient={client} queryClient={queryClient}>
        {children}
      </context.TRPCProvider>
    </QueryClientProvider>
  );
}

function newClient(): TRPCClient<AppRouter> {
  return createTRPCClient<AppRouter>({
    links: [withoutDirection, httpBatchLink({ url: API_URL, maxURLLength: 4000, maxItems: 50 })],
  });
}

/** The adapter tells which way it pages; our lists go one way only, and take no input they do not know. */
const withoutDirection: TRPCLink<AppRouter> = () => {
  return ({ op, next }) => {
    const { input } = op;
    if (typeof input !== "object" || input === null || !("direction" in input)) return next(op);
    const { direction: _, ...known } = input;
    return next({ ...op, input: known });
  };
};

/** Live events say what to read again, so answers stay good until then; a missed event is caught after a minute. */
function newQueryClient(): QueryClient {
  const queryClient = new QueryClient({
    queryCache: new QueryCache({ onError: (error) => forgetSession(queryClient, error) }),
    defaultOptions: {
      queries: {
        staleTime: 60_000,
        refetchOnWindowFocus: true,
        // What the domain refuses it refuses again; only faults are tried anew.
        retry: (count, error) => count < 2 && statusOf(error) >= 500,
      },
    },
  });
  return queryClient;
}

/** A session that ended elsewhere is noticed at the first 401, and everybody asks anew who is signed in. */
function forgetSession(queryClient: QueryClient, error: unknown): void {
  if (statusOf(error) === 401) void queryClient.invalidateQueries({ queryKey: [["auth", "whoami"]] });
}

/** HTTP status of a failed call; 503 where there was no answer at all. */
function statusOf(error: unknown): number {
  if (!isTRPCClientError<AppRouter>(error)) return 503;
  return error.data?.httpStatus ?? 503;
}
