import { planVaultWork } from "@worldland/db/commands/planVaultWork";
import { openTransactions } from "@worldland/db/queries/chain/openTransactions";
import { scannedHead } from "@worldland/db/queries/chain/scannedHead";
import type { ChainDeps } from "../deps.ts";
import { readHead } from "../vault/chainHead.ts";
import { followTransactions, waitingTransactions } from "../vault/followTransactions.ts";
import { freeOf, operatorOf } from "../vault/operatorKey.ts";
import { sendIntents, unsentIntents } from "../vault/sendIntents.ts";

/**
 * What the vault is owed, a step further: plan what rows want of it, ask after what was sent, send what is planned.
 * Several at once are harmless; the chain is asked only where there is something to do.
 */
export async function advanceVault(deps: ChainDeps): Promise<void> {
  const operator = operatorOf(deps);
  await planVaultWork(deps.db, { operator });
  deps.reached("after_plan");
  if ((await waitingTransactions(deps)).length === 0 && (await unsentIntents(deps, null)).length === 0) return;
  const head = await readHead(deps);
  // A node behind what is mirrored knows neither the newest deposits nor our last transactions: nothing it says counts.
  const scanned = await scannedHead(deps.db);
  if (scanned !== null && head.number < scanned.number) return;
  await followTransactions(deps, head);
  await sendIntents(deps, head, freeOf(head, await openTransactions(deps.db, operator)));
}
