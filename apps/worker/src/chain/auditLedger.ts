import { readBooks, readTreasury } from "@worldland/contracts/books";
import { WORLD } from "@worldland/core/ledger";
import { smaller } from "@worldland/core/money";
import { type LedgerDifference, recordLedgerAudit } from "@worldland/db/commands/recordLedgerAudit";
import { accountsToAudit } from "@worldland/db/queries/chain/accountsToAudit";
import { type LedgerAt, ledgerAt } from "@worldland/db/queries/chain/ledgerAt";
import { suspectEntries } from "@worldland/db/queries/chain/suspectEntries";
import type { Address } from "viem";
import type { ChainDeps } from "../deps.ts";
import { hashAt } from "./rewind.ts";

/** Accounts that moved lately are the ones that can have gone wrong lately. */
const NEWEST_POSTINGS = 100;
/** So many of the others in each run: ten requests. A larger ledger is gone through in several runs, round and round. */
const SHARE = 1_000;

type Figures = { readonly account: string; readonly ledger: bigint; readonly vault: bigint };

/**
 * Compares the ledger with the vault, account by account, at the block that the ledger mirrors; its sum with zero
 * (account `sum`); and what the vault owes with what lies in it (account `world:vault`). The run is kept, every
 * difference with the entries it may come from, logged as an error too, and answered; in health there is none. Null
 * where block and chain disagree: then there is a reorg to follow first.
 */
export async function auditLedger(
  deps: ChainDeps,
  { share = SHARE }: { readonly share?: number } = {},
): Promise<readonly LedgerDifference[] | null> {
  const { names, reached } = await accountsToAudit(deps.db, { moved: NEWEST_POSTINGS, share });
  const ledger = await ledgerAt(deps.db, [...names, WORLD]);
  if (ledger === null || ledger.hash === null || (await hashAt(deps, ledger.number)) !== ledger.hash) return null;
  const compared = await compare(deps, names, ledger);
  // A branch that changed meanwhile has answered for another block.
  if ((await hashAt(deps, ledger.number)) !== ledger.hash) return null;
  const differences: LedgerDifference[] = [];
  for (const one of compared.filter((figures) => figures.ledger !== figures.vault)) {
    const suspects = one.account === "sum" ? { unexplained: one.ledger, entries: [] } : null;
    differences.push({ ...one, ...(suspects ?? (await suspectEntries(deps.db, one.account))) });
  }
  const accounts = names.length;
  await recordLedgerAudit(deps.db, {
    ...{ blockNumber: ledger.number, blockHash: ledger.hash, accounts, reached, differences },
  });
  for (const { account, ledger: said, vault, entries } of differences) {
    const block = ledger.number.toString();
    const postings = entries.map(({ posting }) => posting);
    deps.log.error({ account, block, ledger: `${said}`, vault: `${vault}`, postings }, "ledger and vault differ");
  }
  return differences;
}

async function compare({ chain }: ChainDeps, names: readonly string[], ledger: LedgerAt): Promise<Figures[]> {
  const { reader, vault } = chain;
  const accountNames = names.filter((name) => name.startsWith("account:"));
  const holdNames = names.filter((name) => name.startsWith("hold:"));
  const accounts = accountNames.map((name) => asAddress(name.slice("account:".length)));
  const rentalIds = holdNames.map((name) => BigInt(name.slice("hold:".length)));
  const books = await readBooks(reader, vault, { accounts, rentalIds }, ledger.number);
  const lying = await readTreasury(reader, vault, asAddress(ledger.token), ledger.number);
  const said = (account: string) => ledger.balances.get(account) ?? 0n;
  const owed = -said(WORLD);
  const beside = (account: string, figure: bigint | undefined) => {
    return { account, ledger: said(account), vault: figure ?? 0n };
  };
  return [
    { account: "sum", ledger: ledger.sum, vault: 0n },
    // Gifts to the vault are nobody's; less than it owes would be everybody's loss.
    { account: WORLD, ledger: owed, vault: smaller(lying, owed) },
    ...accountNames.map((name, index) => beside(name, books.balances[index])),
    ...holdNames.map((name, index) => beside(name, books.holds[index])),
  ];
}

function asAddress(text: string): Address {
  return `0x${text.slice(2)}`;
}
