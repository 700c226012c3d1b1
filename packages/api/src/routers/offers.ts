import { hourlyPriceNumber } from "@worldland/core/money";
import { nothing } from "@worldland/core/wire/fields";
import { gpuTypesOutput, marketInput, marketOffer, marketOutput, offerInput } from "@worldland/core/wire/provider";
import { gpuTypes } from "@worldland/db/queries/offers/gpuTypes";
import { marketOffer as findOffer } from "@worldland/db/queries/offers/marketOffer";
import { marketPage } from "@worldland/db/queries/offers/marketPage";
import { marketTotals } from "@worldland/db/queries/offers/marketTotals";
import { found } from "../found.ts";
import { nameOfFilter, offerFiltersOf } from "../market/filters.ts";
import { pageByKeys } from "../paging/pageByKeys.ts";
import { publicProcedure, router } from "../trpc.ts";
import { marketOfferView } from "../views/offerView.ts";

export const offersRouter = router({
  market: publicProcedure
    .input(marketInput)
    .output(marketOutput)
    .query(async ({ ctx, input: { cursor, limit, ...asked } }) => {
      const { sort } = asked;
      const filters = offerFiltersOf(asked);
      const [page, { total, hiddenBy }] = await Promise.all([
        pageByKeys(
          ctx.config,
          { scope: ["offers.market", asked], cursor, limit },
          {
            read: (after, rows) => marketPage(ctx.db, { filters, sort, after, limit: rows }),
            keysOf: ({ keys }) => keys,
            keyCount: 3,
          },
        ),
        marketTotals(ctx.db, filters),
      ]);
      return {
        offers: page.rows.map(marketOfferView),
        total,
        next_cursor: page.next_cursor,
        hidden_by: Object.fromEntries([...hiddenBy].map(([filter, count]) => [nameOfFilter[filter], count])),
      };
    }),
  get: publicProcedure
    .input(offerInput)
    .output(marketOffer)
    .query(async ({ ctx, input }) => marketOfferView(found(await findOffer(ctx.db, input.id)))),
  gpuTypes: publicProcedure
    .input(nothing)
    .output(gpuTypesOutput)
    .query(async ({ ctx }) => {
      const { types, regions } = await gpuTypes(ctx.db);
      return {
        gpu_types: types.map(({ gpuType, totalGpus, availableGpus, offers, cheapestGpuRate }) => ({
          gpu_type: gpuType,
          total_gpus: totalGpus,
          available_gpus: availableGpus,
          offers,
          from_price_per_hour: cheapestGpuRate === null ? null : hourlyPriceNumber(cheapestGpuRate),
        })),
        regions: [...regions],
      };
    }),
});
