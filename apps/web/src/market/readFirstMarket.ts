import { createTRPCClient, httpBatchLink } from "@trpc/client";
import type { inferProcedureOutput } from "@trpc/server";
import type { AppRouter } from "@worldland/api/router";
import { type Filters, marketInputOf } from "./filters.ts";

type Output<P extends "market" | "gpuTypes"> = inferProcedureOutput<AppRouter["offers"][P]>;

/** What the marketplace first shows, and for which filters. */
export type FirstMarket = {
  readonly filters: Filters;
  readonly market: Output<"market">;
  readonly gpuTypes: Output<"gpuTypes">;
};

/** Longer than this nobody waits for a page's first answer: then its own scripts ask. */
const PATIENCE_MS = 1500;

/**
 * Reads the first page of offers for the server's rendering, from the API beside it; null where it does not answer
 * within `patienceMs`.
 */
export async function readFirstMarket(
  ownOrigin: string,
  filters: Filters,
  patienceMs = PATIENCE_MS,
): Promise<FirstMarket | null> {
  const client = createTRPCClient<AppRouter>({ links: [httpBatchLink({ url: `${ownOrigin}/api/trpc` })] });
  const signal = AbortSignal.timeout(patienceMs);
  try {
    const [market, gpuTypes] = await Promise.all([
      client.offers.market.query(marketInputOf(filters), { signal }),
      client.offers.gpuTypes.query({}, { signal }),
    ]);
    return { filters, market, gpuTypes };
  } catch {
    return null;
  }
}
