import { approveNodeInput, operatorNodesOutput } from "@worldland/core/wire/console";
import { nothing } from "@worldland/core/wire/fields";
import { approveNode } from "@worldland/db/commands/approveNode";
import type { Database } from "@worldland/db/database";
import { pendingNodes } from "@worldland/db/queries/operator/pendingNodes";
import { operatorProcedure, router } from "../trpc.ts";
import { pendingNodeView } from "../views/pendingNodeView.ts";

export const operatorRouter = router({
  pendingNodes: operatorProcedure
    .input(nothing)
    .output(operatorNodesOutput)
    .query(({ ctx: { db } }) => listPending(db)),
  approveNode: operatorProcedure
    .input(approveNodeInput)
    .output(operatorNodesOutput)
    .mutation(async ({ ctx: { db }, input: { cluster: clusterId, node: name } }) => {
      await approveNode(db, { clusterId, name });
      return listPending(db);
    }),
});

async function listPending(db: Database) {
  return { nodes: (await pendingNodes(db)).map(pendingNodeView) };
}
