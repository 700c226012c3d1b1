import { Refusal } from "@worldland/core/refusal";
import { draftGrantInput, draftGrantOutput, submitGrantInput, submitGrantOutput } from "@worldland/core/wire/account";
import { router, sessionProcedure } from "../trpc.ts";

export const grantsRouter = router({
  draft: sessionProcedure
    .meta({ openapi: { method: "POST", path: "/session-grants/draft" } })
    .input(draftGrantInput)
    .output(draftGrantOutput)
    .mutation(() => {
      throw new Refusal("unavailable");
    }),
  submit: sessionProcedure
    .meta({ openapi: { method: "POST", path: "/session-grants" }, status: 202 })
    .input(submitGrantInput)
    .output(submitGrantOutput)
    .mutation(() => {
      throw new Refusal("unavailable");
    }),
});
