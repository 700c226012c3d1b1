import { gpuWordsOf } from "@worldland/core/inventory";
import { hourlyPriceNumber } from "@worldland/core/money";
import {
  availabilityInput,
  availabilityOutput,
  providerInput,
  providerView as providerOutput,
  providersInput,
  providersOutput,
  searchInput,
  searchOutput,
} from "@worldland/core/wire/provider";
import { availability } from "@worldland/db/queries/providers/availability";
import { listProviders, providerByAddress } from "@worldland/db/queries/providers/providersByAddress";
import { providersPage } from "@worldland/db/queries/providers/providersPage";
import { found } from "../found.ts";
import { filtersIn, offerFiltersOf } from "../market/filters.ts";
import { pageByKeys } from "../paging/pageByKeys.ts";
import { publicProcedure, router } from "../trpc.ts";
import { providerView } from "../views/providerView.ts";

export const providersRouter = router({
  list: publicProcedure
    .meta({ openapi: { method: "GET", path: "/providers", protect: false } })
    .input(providersInput)
    .output(providersOutput)
    .query(async ({ ctx, input: { cursor, limit } }) => {
      const { rows, next_cursor } = await pageByKeys(
        ctx.config,
        { scope: ["providers.list"], cursor, limit },
        {
          read: (after, rows) => listProviders(ctx.db, { after: after?.[0] ?? null, limit: rows }),
          keysOf: ({ address }) => [address],
          keyCount: 1,
        },
      );
      return { providers: rows.map(providerView), count: rows.length, next_cursor };
    }),
  search: publicProcedure
    .meta({ openapi: { method: "GET", path: "/providers/search", protect: false } })
    .input(searchInput)
    .output(searchOutput)
    .query(async ({ ctx, input }) => {
      const { cursor, limit, ...asked } = input;
      const filters = offerFiltersOf(asked);
      const { rows, next_cursor } = await pageByKeys(
        ctx.config,
        { scope: ["providers.search", asked], cursor, limit },
        {
          read: (after, rows) => providersPage(ctx.db, { filters, sort: asked.sort, after, limit: rows }),
          keysOf: ({ key, address }) => [key, address],
          keyCount: 2,
        },
      );
      return { providers: rows.map(providerView), count: rows.length, filter: filtersIn(input), next_cursor };
    }),
  availability: publicProcedure
    .meta({ openapi: { method: "GET", path: "/providers/gpu-availability", protect: false } })
    .input(availabilityInput)
    .output(availabilityOutput)
    .query(async ({ ctx, input }) => {
      const rows = await availability(ctx.db, gpuWordsOf(input.gpu_type ?? ""));
      return {
        providers: rows.map((row) => ({
          provider_id: row.provider,
          gpu_type: row.gpuType,
          total_gpus: row.totalGpus,
          available_gpus: row.availableGpus,
          source: "inventory" as const,
          cluster_online: row.isOnline,
          can_create_job: row.isRentable,
          price_per_hour: hourlyPriceNumber(row.cheapestGpuRate),
        })),
        total_gpus: rows.reduce((sum, { totalGpus }) => sum + totalGpus, 0),
        total_available: rows.reduce((sum, { availableGpus }) => sum + availableGpus, 0),
        count: rows.length,
      };
    }),
  get: publicProcedure
    .meta({ openapi: { method: "GET", path: "/providers/{id}", protect: false } })
    .input(providerInput)
    .output(providerOutput)
    .query(async ({ ctx, input }) => providerView(found(await providerByAddress(ctx.db, input.id.toLowerCase())))),
});
