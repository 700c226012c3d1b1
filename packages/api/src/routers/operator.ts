import { ledgerAuditOutput } from "@worldland/core/wire/audit";
import { approveNodeInput, operatorNodesOutput } from "@worldland/core/wire/console";
import { correctionsOutput } from "@worldland/core/wire/corrections";
import { nothing } from "@worldland/core/wire/fields";
import { operatorKeysOutput } from "@worldland/core/wire/operatorKeys";
import { approveNode } from "@worldland/db/commands/approveNode";
import type { Database } from "@worldland/db/database";
import { activeKeys } from "@worldland/db/queries/operator/activeKeys";
import { ledgerAudits } from "@worldland/db/queries/operator/ledgerAudits";
import { mirroredVault } from "@worldland/db/queries/operator/mirroredVault";
import { newestCorrections } from "@worldland/db/queries/operator/newestCorrections";
import { pendingNodes } from "@worldland/db/queries/operator/pendingNodes";
import { operatorProcedure, router } from "../trpc.ts";
import { correctionsView } from "../views/correctionsView.ts";
import { ledgerAuditView } from "../views/ledgerAuditView.ts";
import { operatorKeyView } from "../views/operatorKeyView.ts";
import { pendingNodeView } from "../views/pendingNodeView.ts";

/** So many runs of the monitor, and differences, are shown. */
const SHOWN_AUDITS = 20;
const SHOWN_CORRECTIONS = 20;

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
  keys: operatorProcedure
    .input(nothing)
    .output(operatorKeysOutput)
    .query(async ({ ctx: { db } }) => ({
      keys: (await activeKeys(db)).flatMap((key) => operatorKeyView(key) ?? []),
    })),
  corrections: operatorProcedure
    .input(nothing)
    .output(correctionsOutput)
    .query(async ({ ctx: { db } }) => correctionsView(await newestCorrections(db, SHOWN_CORRECTIONS))),
  ledgerAudit: operatorProcedure
    .input(nothing)
    .output(ledgerAuditOutput)
    .query(async ({ ctx: { db } }) => ledgerAuditView(await ledgerAudits(db, SHOWN_AUDITS), await mirroredVault(db))),
});

async function listPending(db: Database) {
  return { nodes: (await pendingNodes(db)).map(pendingNodeView) };
}
