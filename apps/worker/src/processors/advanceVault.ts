import { planVaultWork } from "@worldland/db/commands/planVaultWork";
import { openTransactions } from "@worldland/db/queries/chain/openTransactions";
import type { ChainDeps } from "../deps.ts";
import { readHead } from "../vault/chainHead.ts";
import { followTransactions } from "../vault/followTransactions.ts";
import { sendIntents, unsentIntents } from "../vault/sendIntents.ts";

/**
 * What the vault is owed, a step further: plan what rows want of it, ask after what was sent, send what is planned.
 * Several at once are harmless; the chain is asked only where there is something to do.
 */
export async function advanceVault(deps: ChainDeps): Promise<void> {
  const operator = deps.chain.operator.address.toLowerCase();
  await planVaultWork(deps.db, { operator });
  deps.reached("after_plan");
  const waiting = await openTransactions(deps.db, operator);
  if (waiting.length === 0 && (await unsentIntents(deps, null)).length === 0) return;
  const head = await readHead(deps);
  await followTransactions(deps, head);
  await sendIntents(deps, head);
}
