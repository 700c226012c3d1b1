import { readBalance, readHold } from "@worldland/contracts/vault";
import { accountOf, holdOf } from "@worldland/core/ledger";
import { ledgerAt } from "@worldland/db/queries/chain/ledgerAt";
import { rentalEvents } from "@worldland/db/schema/rentalEvents";
import { rentals } from "@worldland/db/schema/rentals";
import { vaultIntents } from "@worldland/db/schema/vaultIntents";
import { vaultTransactions } from "@worldland/db/schema/vaultTransactions";
import { lower, type VaultMarket } from "./vaultMarket.ts";

/** What ledger and vault say of wallets and rentals at the scanned block, beside each other: to be compared. */
export async function booksOf(
  market: Pick<VaultMarket, "db" | "client" | "address">,
  wallets: readonly string[],
  rentalIds: readonly bigint[],
): Promise<{ ledger: Record<string, bigint>; vault: Record<string, bigint>; sum: bigint }> {
  const { db, client, address } = market;
  const names = [...wallets.map((wallet) => accountOf(wallet)), ...rentalIds.map(holdOf)];
  const ledger = await ledgerAt(db, names);
  if (ledger === null) throw new Error("no vault is mirrored");
  const at = { blockNumber: ledger.number };
  const vault: Record<string, bigint> = {};
  for (const wallet of wallets) vault[accountOf(wallet)] = await readBalance(client, address, lower(wallet), at);
  for (const rentalId of rentalIds) vault[holdOf(rentalId)] = await readHold(client, address, rentalId, at);
  return { ledger: Object.fromEntries(ledger.balances), vault, sum: ledger.sum };
}

export async function rentalRow({ db }: Pick<VaultMarket, "db">, rentalId: bigint) {
  const row = (await db.select().from(rentals)).find(({ id }) => id === rentalId);
  if (row === undefined) throw new Error(`no rental ${rentalId}`);
  return row;
}

/** What was wanted of the vault for a rental, oldest first. */
export async function intentsOf({ db }: Pick<VaultMarket, "db">, rentalId: bigint) {
  const all = await db.select().from(vaultIntents).orderBy(vaultIntents.id);
  return all.filter((intent) => intent.rentalId === rentalId);
}

/** What happened to a rental, oldest first: kinds, each with its reason where it has one. */
export async function historyOf({ db }: Pick<VaultMarket, "db">, rentalId: bigint): Promise<string[]> {
  const all = await db.select().from(rentalEvents).orderBy(rentalEvents.id);
  const lines = all.filter((line) => line.rentalId === rentalId);
  return lines.map(({ kind, reason }) => (reason === null ? kind : `${kind} ${reason}`));
}

/** Every transaction the operator ever signed, by nonce. */
export function transactions({ db }: Pick<VaultMarket, "db">) {
  return db.select().from(vaultTransactions).orderBy(vaultTransactions.nonce);
}
