import { Refusal } from "@worldland/core/refusal";
import { nothing } from "@worldland/core/wire/fields";
import { gpuTypesOutput, marketInput, marketOffer, marketOutput, offerInput } from "@worldland/core/wire/provider";
import { publicProcedure, router } from "../trpc.ts";

export const offersRouter = router({
  market: publicProcedure
    .input(marketInput)
    .output(marketOutput)
    .query(() => {
      throw new Refusal("unavailable");
    }),
  get: publicProcedure
    .input(offerInput)
    .output(marketOffer)
    .query(() => {
      throw new Refusal("unavailable");
    }),
  gpuTypes: publicProcedure
    .input(nothing)
    .output(gpuTypesOutput)
    .query(() => {
      throw new Refusal("unavailable");
    }),
});
