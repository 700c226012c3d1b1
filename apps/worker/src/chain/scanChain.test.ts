import { depositCall } from "@worldland/contracts/calls";
import { accountOf } from "@worldland/db/queries/account/accountOf";
import { scannedHead } from "@worldland/db/queries/chain/scannedHead";
import { afterAll, beforeAll, expect, test } from "vitest";
import { advanceVault } from "../processors/advanceVault.ts";
import { booksOf, intentsOf, rentalRow } from "../testing/books.ts";
import { copyClicks, freshMirror, mirrorOf } from "../testing/mirrors.ts";
import { HOLD, lower, startVaultMarket, type VaultMarket } from "../testing/vaultMarket.ts";
import { scanChain } from "./scanChain.ts";

let m: VaultMarket;
beforeAll(async () => {
  m = await startVaultMarket();
});
afterAll(() => m.close());

/** What a mirror says that begins now. */
function scannedAnew() {
  return freshMirror(m, async (fresh) => {
    await copyClicks(m, fresh, 3600);
    await scanChain(fresh);
    return mirrorOf(fresh);
  });
}

test("a deposit is mirrored when seen and may be spent at depth", async () => {
  const customer = await m.customer(0n);
  const wallet = lower(customer.address);
  await m.send(customer, { to: m.address, ...depositOf(HOLD) });
  await scanChain(m.deps);
  expect(await accountOf(m.db, wallet)).toMatchObject({ balance: HOLD, pending: HOLD, available: 0n });
  await m.mine();
  expect(await accountOf(m.db, wallet)).toMatchObject({ balance: HOLD, pending: 0n, available: HOLD });
});

test("after a reorg the mirror is what a fresh one would be, and what was sent is mined again", async () => {
  const customer = await m.customer(HOLD * 2n);
  const rental = await m.rent(customer);
  const snapshot = await m.chain.snapshot();
  await advanceVault(m.deps);
  await m.mine(3);
  expect((await rentalRow(m, rental.id)).vaultState).toBe("open");
  expect((await intentsOf(m, rental.id))[0]?.state).toBe("confirmed");

  // The other branch: longer, and without the opening.
  await m.chain.revert({ id: snapshot });
  await m.withdraw(customer, 5n);
  await m.chain.mine({ blocks: 6 });
  await scanChain(m.deps);
  expect((await rentalRow(m, rental.id)).vaultState).toBe("unopened");
  expect((await intentsOf(m, rental.id))[0]?.state).toBe("sent");
  expect(await mirrorOf(m)).toEqual(await scannedAnew());
  const held = await accountOf(m.db, lower(customer.address));
  expect(held).toMatchObject({ balance: HOLD * 2n - 5n, held: HOLD });

  await m.settleDown(5);
  expect((await rentalRow(m, rental.id)).vaultState).toBe("open");
  const books = await booksOf(m, [customer.address], [rental.id]);
  expect(books.ledger).toEqual(books.vault);
});

test("a branch that is shorter than what was scanned is a reorg as well", async () => {
  const customer = await m.customer(HOLD);
  const snapshot = await m.chain.snapshot();
  await m.send(customer, { to: m.address, ...depositOf(7n) });
  await m.mine(8);
  expect((await accountOf(m.db, lower(customer.address))).balance).toBe(HOLD + 7n);
  await m.chain.revert({ id: snapshot });
  await m.pass(100);
  await m.chain.mine({ blocks: 1 });
  await scanChain(m.deps);
  expect((await accountOf(m.db, lower(customer.address))).balance).toBe(HOLD);
  expect((await scannedHead(m.db))?.number).toBe(await m.client.getBlockNumber());
});

test("a long past is caught up with in ranges, and comes out as if it had been watched", async () => {
  const customer = await m.customer(HOLD * 3n);
  await m.rent(customer);
  await m.settleDown(2);
  await m.chain.mine({ blocks: 300 });
  await m.withdraw(customer, 1n);
  await m.chain.mine({ blocks: 100 });
  await scanChain(m.deps);
  const watched = await mirrorOf(m);
  const late = await scannedAnew();
  expect(late).toEqual(watched);
  expect(watched.head?.number).toBe(await m.client.getBlockNumber());
});

test("another chain behind the RPC, or another vault in the database, stops the scan before it writes", async () => {
  const { chain } = m.deps;
  await expect(scanChain(m.worker({ chain: { ...chain, vault: lower(m.provider.address) } }))).rejects.toThrow();
  await freshMirror(m, async (fresh) => {
    await expect(scanChain({ ...fresh, chain: { ...chain, id: 103 } })).rejects.toThrow("CHAIN_ID");
    expect(await scannedHead(fresh.db)).toBeNull();
  });
});

function depositOf(amount: bigint) {
  const { data, value } = depositCall(m.address, { amount, native: true });
  return { data, value };
}
