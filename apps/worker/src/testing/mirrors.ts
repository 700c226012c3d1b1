import { openDatabase } from "@worldland/db/database";
import { migrate } from "@worldland/db/migrate";
import { scannedHead } from "@worldland/db/queries/chain/scannedHead";
import { chainState } from "@worldland/db/schema/chainState";
import { clusters } from "@worldland/db/schema/clusters";
import { ledgerAccounts } from "@worldland/db/schema/ledgerAccounts";
import { nodes } from "@worldland/db/schema/nodes";
import { offers } from "@worldland/db/schema/offers";
import { postings } from "@worldland/db/schema/postings";
import { providers } from "@worldland/db/schema/providers";
import { rentals } from "@worldland/db/schema/rentals";
import { sessionGrants } from "@worldland/db/schema/sessionGrants";
import { vaultEvents } from "@worldland/db/schema/vaultEvents";
import { testDatabase } from "@worldland/testing/testDatabase";
import type { ChainDeps } from "../deps.ts";
import type { VaultMarket } from "./vaultMarket.ts";

/** Lends a database that has seen nothing yet, of the same chain and vault. */
export async function freshMirror<T>(m: VaultMarket, use: (deps: ChainDeps) => Promise<T>): Promise<T> {
  const fresh = await testDatabase({ migrate });
  const database = openDatabase(fresh.url, { max: 2, name: "test" });
  try {
    return await use(m.worker({ db: database.db }));
  } finally {
    await database.close();
    await fresh.drop();
  }
}

/** Everything the mirror writes, in the order of the chain; ids of postings, which tell the order alone, left out. */
export async function mirrorOf({ db }: Pick<ChainDeps, "db">) {
  const [settings] = await db.select().from(chainState);
  const { seenAt: _, confirmations: __, ...state } = settings ?? {};
  const accounts = await db.select().from(ledgerAccounts).orderBy(ledgerAccounts.name);
  const entries = await db.select().from(postings).orderBy(postings.id);
  const grants = await db.select().from(sessionGrants).orderBy(sessionGrants.customer, sessionGrants.key);
  const rows = await db.select().from(rentals).orderBy(rentals.id);
  return {
    state,
    head: await scannedHead(db),
    balances: accounts.filter(({ balance }) => balance !== 0n),
    postings: entries.map(({ id, ...entry }) => entry),
    events: await db.select().from(vaultEvents).orderBy(vaultEvents.blockNumber, vaultEvents.logIndex),
    // A grant undone to nothing is no row; one never granted neither.
    grants,
    rentals: rows.map(({ id, vaultState, vaultOpenedAt, vaultStoppedAt, vaultUsedS, durationS }) => ({
      ...{ id, vaultState, vaultOpenedAt, vaultStoppedAt, vaultUsedS, durationS },
    })),
  };
}

/** Copies the rows that people's clicks made, as if the vault had never spoken of them. `durationS` as ordered. */
export async function copyClicks(from: Pick<ChainDeps, "db">, to: Pick<ChainDeps, "db">, durationS: number) {
  await to.db.insert(clusters).values(await from.db.select().from(clusters));
  await to.db.insert(providers).values(await from.db.select().from(providers));
  await to.db.insert(nodes).values(await from.db.select().from(nodes));
  await to.db.insert(offers).values(await from.db.select().from(offers));
  const rows = await from.db.select().from(rentals);
  if (rows.length === 0) return;
  const untold = { vaultState: "unopened", vaultOpenedAt: null, vaultStoppedAt: null, vaultUsedS: 0 } as const;
  await to.db.insert(rentals).values(rows.map((row) => ({ ...row, ...untold, settledAt: null, durationS })));
}
