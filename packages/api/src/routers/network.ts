import { Refusal } from "@worldland/core/refusal";
import { networkView } from "@worldland/core/wire/account";
import { nothing } from "@worldland/core/wire/fields";
import { publicProcedure, router } from "../trpc.ts";

export const networkRouter = router({
  get: publicProcedure
    .input(nothing)
    .output(networkView)
    .query(() => {
      throw new Refusal("unavailable");
    }),
});
