import { readVaultLogs } from "@worldland/contracts/events";
import type { Hex } from "viem";
import { expect } from "vitest";
import { booksOf, intentsOf, rentalRow, transactions } from "./books.ts";
import { lower, type VaultMarket } from "./vaultMarket.ts";

/**
 * That the vault was asked everything once: every rental was opened and closed by one key, every intent is confirmed by
 * one transaction that succeeded, no other transaction of the keys did anything, their nonces have no gaps, and the
 * ledger says what the vault says.
 */
export async function expectMinedOnce(
  m: VaultMarket,
  {
    keys,
    customers,
    rentalIds,
  }: { keys: readonly string[]; customers: readonly string[]; rentalIds: readonly bigint[] },
): Promise<void> {
  const intents = (await Promise.all(rentalIds.map((id) => intentsOf(m, id)))).flat();
  expect(new Set(intents.map(({ state }) => state))).toEqual(new Set(["confirmed"]));
  for (const id of rentalIds) {
    const own = intents.filter(({ rentalId }) => rentalId === id);
    expect(own.map(({ kind }) => kind)).toEqual(["open", "close"]);
    expect(new Set(own.map(({ operator }) => operator)).size).toBe(1);
    expect((await rentalRow(m, id)).settledAt).not.toBeNull();
  }
  const logs = await readVaultLogs(m.client, m.address, { fromBlock: 0n, toBlock: await m.client.getBlockNumber() });
  for (const name of ["RentalOpened", "RentalClosed"]) {
    const ids = logs.flatMap((log) => (log.name === name && "rentalId" in log.args ? [log.args.rentalId] : []));
    expect(ids.toSorted(byNumber)).toEqual(rentalIds.toSorted(byNumber));
  }
  await expectOneTransactionEach(m, keys, intents);
  const wallets = [...customers, m.provider.address, m.feeRecipient.address];
  const books = await booksOf(m, wallets, rentalIds);
  expect(books.ledger).toEqual(books.vault);
  expect(books.sum).toBe(0n);
}

async function expectOneTransactionEach(
  m: VaultMarket,
  keys: readonly string[],
  intents: Awaited<ReturnType<typeof intentsOf>>,
): Promise<void> {
  const rows = await transactions(m);
  const wanted = new Set(intents.map(({ transactionId }) => transactionId));
  for (const key of keys) {
    const own = rows.filter(({ operator }) => operator === lower(key));
    const [first] = own;
    expect(own.map(({ nonce }) => nonce)).toEqual(own.map((_, index) => (first?.nonce ?? 0) + index));
    const count = await m.client.getTransactionCount({ address: lower(key) });
    expect(count).toBe((own.at(-1)?.nonce ?? -1) + 1);
    for (const row of own) {
      const succeeded = await successesOf(m, [row.hash, ...row.earlierHashes]);
      // What was reverted or fills a gap did nothing; whatever did something was wanted, and counted once.
      expect(succeeded, `nonce ${row.nonce}`).toBe(row.state === "failed" ? 0 : 1);
      if (!wanted.has(row.id) && row.state !== "failed") expect(await isIdle(m, row.hash)).toBe(true);
    }
  }
}

async function successesOf({ client }: VaultMarket, hashes: readonly string[]): Promise<number> {
  let successes = 0;
  for (const hash of hashes) {
    const receipt = await client.getTransactionReceipt({ hash: asHex(hash) }).catch(() => null);
    if (receipt?.status === "success") successes += 1;
  }
  return successes;
}

async function isIdle({ client, address }: VaultMarket, hash: string): Promise<boolean> {
  const { to } = await client.getTransaction({ hash: asHex(hash) });
  return to !== null && lower(to) !== address;
}

function asHex(text: string): Hex {
  return `0x${text.slice(2)}`;
}

function byNumber(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
