import { Refusal } from "@worldland/core/refusal";
import { approveNodeInput, operatorNodesOutput } from "@worldland/core/wire/console";
import { nothing } from "@worldland/core/wire/fields";
import { operatorProcedure, router } from "../trpc.ts";

export const operatorRouter = router({
  pendingNodes: operatorProcedure
    .input(nothing)
    .output(operatorNodesOutput)
    .query(() => {
      throw new Refusal("unavailable");
    }),
  approveNode: operatorProcedure
    .input(approveNodeInput)
    .output(operatorNodesOutput)
    .mutation(() => {
      throw new Refusal("unavailable");
    }),
});
