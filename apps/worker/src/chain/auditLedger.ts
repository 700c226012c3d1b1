import { readBalance, readHold } from "@worldland/contracts/vault";
import { ledgerAt } from "@worldland/db/queries/chain/ledgerAt";
import { movedAccounts } from "@worldland/db/queries/chain/movedAccounts";
import type { ChainDeps } from "../deps.ts";
import { hashAt } from "./rewind.ts";

/** Accounts that moved lately are the ones that can have gone wrong lately. */
const NEWEST_POSTINGS = 100;

export type LedgerFault = { readonly account: string; readonly ledger: bigint; readonly vault: bigint };

/**
 * Compares the ledger with the vault, account by account, at the block that the ledger mirrors; and its sum with zero
 * (account `sum`). Every difference is logged as an error and answered; in health there is none.
 */
export async function auditLedger(deps: ChainDeps): Promise<readonly LedgerFault[]> {
  const names = await movedAccounts(deps.db, NEWEST_POSTINGS);
  const ledger = await ledgerAt(deps.db, names);
  if (ledger === null || ledger.hash === null || (await hashAt(deps, ledger.number)) !== ledger.hash) return [];
  const compared = await Promise.all(
    [...ledger.balances].map(async ([account, balance]) => {
      return { account, ledger: balance, vault: await vaultSays(deps, account, ledger.number) };
    }),
  );
  const faults = [{ account: "sum", ledger: ledger.sum, vault: 0n }, ...compared].filter(
    (one) => one.ledger !== one.vault,
  );
  for (const { account, ledger: said, vault } of faults) {
    const block = ledger.number.toString();
    deps.log.error({ account, block, ledger: `${said}`, vault: `${vault}` }, "ledger and vault differ");
  }
  return faults;
}

function vaultSays({ chain }: ChainDeps, account: string, blockNumber: bigint): Promise<bigint> {
  const [kind, name = ""] = account.split(":");
  if (kind === "hold") return readHold(chain.reader, chain.vault, BigInt(name), { blockNumber });
  return readBalance(chain.reader, chain.vault, `0x${name.slice(2)}`, { blockNumber });
}
