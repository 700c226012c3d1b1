import { settleCall, stopRentalCall } from "@worldland/contracts/calls";
import { readBalance, readRental } from "@worldland/contracts/vault";
import { readClock } from "@worldland/db/clock";
import { recordReceipt } from "@worldland/db/commands/recordReceipt";
import { recordRentalEvent } from "@worldland/db/commands/recordRentalEvent";
import { stopRental } from "@worldland/db/commands/stopRental";
import { accountOf } from "@worldland/db/queries/account/accountOf";
import { reorganise } from "@worldland/testing/anvil";
import { createPublicClient, type GetTransactionCountParameters, http, parseEther } from "viem";
import { getTransactionCount } from "viem/actions";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scanChain } from "../chain/scanChain.ts";
import { booksOf, intentsOf, rentalRow, transactions } from "../testing/books.ts";
import { HOLD, lower, RATE, startVaultMarket, type VaultMarket } from "../testing/vaultMarket.ts";
import { advanceVault } from "./advanceVault.ts";

let m: VaultMarket;
beforeAll(async () => {
  m = await startVaultMarket();
});
afterAll(() => m.close());

/** A rental that became reachable just now, opened and at depth. */
async function running() {
  const customer = await m.customer(HOLD);
  const rental = await m.rent(customer);
  await advanceVault(m.deps);
  await m.mine(2);
  await recordRentalEvent(m.db, { rentalId: rental.id, who: "platform", event: { type: "provisioned" } });
  const probe = { at: await readClock(m.db), good: true, podUid: "pod-1", restarts: 0 };
  await recordRentalEvent(m.db, { rentalId: rental.id, who: "platform", event: { type: "probed", probe } });
  return { customer, rental };
}

const stop = (rentalId: bigint, customer: { address: string }) =>
  stopRental(m.db, { rentalId, by: "customer", wallet: lower(customer.address) });

test("a signed order is relayed, mirrored and confirmed, and the ledger says what the vault says", async () => {
  const customer = await m.customer(HOLD * 2n);
  const rental = await m.rent(customer);
  await advanceVault(m.deps);
  await m.mine();
  expect(await rentalRow(m, rental.id)).toMatchObject({ vaultState: "open" });
  await m.mine();
  await advanceVault(m.deps);
  expect((await intentsOf(m, rental.id)).map(({ kind, state }) => [kind, state])).toEqual([["open", "confirmed"]]);
  const books = await booksOf(m, [customer.address], [rental.id]);
  expect(books.ledger).toEqual(books.vault);
  expect(books.vault).toEqual({ [`account:${lower(customer.address)}`]: HOLD, [`hold:${rental.id}`]: HOLD });
  expect(books.sum).toBe(0n);
});

test("money withdrawn between click and block: refused at the second head, and nothing is held", async () => {
  const customer = await m.customer(HOLD);
  const rental = await m.rent(customer);
  await m.withdraw(customer, 1n);
  await advanceVault(m.deps);
  await advanceVault(m.deps);
  expect((await rentalRow(m, rental.id)).endReason).toBeNull();
  await m.mine();
  await advanceVault(m.deps);
  const row = await rentalRow(m, rental.id);
  expect(row).toMatchObject({ endReason: "order_refused", vaultState: "refused" });
  expect(row.settledAt).not.toBeNull();
  const account = await accountOf(m.db, lower(customer.address));
  expect(account).toMatchObject({ balance: HOLD - 1n, available: HOLD - 1n, held: 0n });
  expect(await readRental(m.client, m.address, rental.id)).toMatchObject({ openedAt: 0 });
});

test("stopped while the opening is on its way: it is let through and closed at 0", async () => {
  const customer = await m.customer(HOLD);
  const rental = await m.rent(customer);
  await m.chain.setAutomine(false);
  await advanceVault(m.deps);
  await stop(rental.id, customer);
  await m.chain.setAutomine(true);
  await m.mine();
  expect((await accountOf(m.db, lower(customer.address))).held).toBe(HOLD);
  await m.settleDown(3);
  const row = await rentalRow(m, rental.id);
  expect(row).toMatchObject({ vaultState: "closed", vaultUsedS: 0, endReason: "stopped_by_customer" });
  expect(row.settledAt).not.toBeNull();
  expect(await accountOf(m.db, lower(customer.address))).toMatchObject({ available: HOLD, held: 0n });
  expect((await intentsOf(m, rental.id)).map(({ kind, state }) => [kind, state])).toEqual([
    ["open", "confirmed"],
    ["close", "confirmed"],
  ]);
});

test("closing pays provider and fee to the unit and gives the rest back", async () => {
  const before = {
    provider: await readBalance(m.client, m.address, m.provider.address),
    fee: await readBalance(m.client, m.address, m.feeRecipient.address),
  };
  const { customer, rental } = await running();
  const { startedAt } = await rentalRow(m, rental.id);
  const probe = { at: new Date((startedAt?.getTime() ?? 0) + 7_000), good: true, podUid: "pod-1", restarts: 0 };
  await recordRentalEvent(m.db, { rentalId: rental.id, who: "platform", event: { type: "probed", probe } });
  await stop(rental.id, customer);
  await m.pass(10);
  await scanChain(m.deps);
  await m.settleDown(3);
  const row = await rentalRow(m, rental.id);
  expect(row.vaultState).toBe("closed");
  expect(row.vaultUsedS).toBe(7);
  const charge = RATE * 7n;
  const fee = (charge * 500n) / 10_000n;
  expect(await readBalance(m.client, m.address, m.provider.address)).toBe(before.provider + charge - fee);
  expect(await readBalance(m.client, m.address, m.feeRecipient.address)).toBe(before.fee + fee);
  expect(await readBalance(m.client, m.address, customer.address)).toBe(HOLD - charge);
  const books = await booksOf(m, [customer.address, m.provider.address, m.feeRecipient.address], [rental.id]);
  expect(books.ledger).toEqual(books.vault);
});

test("trouble with the RPC refuses nobody, however often it comes", async () => {
  const customer = await m.customer(HOLD);
  const rental = await m.rent(customer);
  const transport = http("http://127.0.0.1:9", { retryCount: 0 });
  const reader = createPublicClient({ chain: m.client.chain, transport });
  const away = m.worker({ chain: { ...m.deps.chain, reader } });
  for (let times = 0; times < 3; times++) await expect(advanceVault(away)).rejects.toThrow();
  await m.mine(2);
  await expect(advanceVault(away)).rejects.toThrow();
  expect((await intentsOf(m, rental.id)).map(({ state, refusal }) => [state, refusal])).toEqual([["planned", null]]);
  await m.settleDown(2);
  expect((await rentalRow(m, rental.id)).vaultState).toBe("open");
});

test("a wallet contract that burns all gas while it is asked keeps nobody else waiting", async () => {
  const burner = await m.customer(HOLD);
  const other = await m.customer(HOLD);
  const burning = await m.rent(burner, { signature: `0x${"11".repeat(100)}` });
  const rental = await m.rent(other);
  await m.chain.setCode({ address: burner.address, bytecode: "0x5b600056" }); // jumps to itself for ever
  await m.settleDown(3);
  expect((await rentalRow(m, rental.id)).vaultState).toBe("open");
  expect((await rentalRow(m, burning.id)).vaultState).not.toBe("open");
});

test("two workers at once send each intent once, with nonces in an unbroken row", async () => {
  const customer = await m.customer(HOLD * 12n);
  const rentals = [];
  for (let i = 0; i < 12; i++) rentals.push(await m.rent(customer));
  const sentBefore = await m.client.getTransactionCount({ address: m.operator.address });
  await Promise.all([1, 2, 3].map(() => advanceVault(m.worker())));
  await m.settleDown(3);
  for (const { id } of rentals) {
    expect((await rentalRow(m, id)).vaultState).toBe("open");
    expect((await intentsOf(m, id)).map(({ state }) => state)).toEqual(["confirmed"]);
  }
  expect(await m.client.getTransactionCount({ address: m.operator.address })).toBe(sentBefore + 12);
  const rows = await transactions(m);
  expect(rows.map(({ nonce }) => nonce)).toEqual(rows.map((_, index) => (rows[0]?.nonce ?? 0) + index));
  expect(rows.every(({ state }) => state === "confirmed")).toBe(true);
});

test("a transaction that the node forgot is handed over again, one too cheap is replaced at its nonce", async () => {
  const customer = await m.customer(HOLD * 2n);
  const dropped = await m.rent(customer);
  await m.chain.setAutomine(false);
  await advanceVault(m.deps);
  const sent = (await transactions(m)).at(-1);
  await m.chain.dropTransaction({ hash: lower(sent?.hash ?? "") });
  for (let block = 0; block < 4; block++) {
    await m.mine();
    await advanceVault(m.deps);
  }
  await m.mine();
  expect((await rentalRow(m, dropped.id)).vaultState).toBe("open");

  const cheap = await m.rent(customer);
  await advanceVault(m.deps);
  await m.chain.setNextBlockBaseFeePerGas({ baseFeePerGas: parseEther("0.000001") });
  await m.mine();
  await advanceVault(m.deps);
  const replaced = (await transactions(m)).at(-1);
  expect(replaced?.earlierHashes).toHaveLength(1);
  await m.mine();
  expect((await rentalRow(m, cheap.id)).vaultState).toBe("open");
  await m.chain.setAutomine(true);
});

test("what failed on a branch that the chain left never succeeds beside what was signed in its place", async () => {
  const customer = await m.customer(HOLD);
  const rental = await m.rent(customer);
  await m.chain.setAutomine(false);
  await advanceVault(m.deps);
  const failed = (await transactions(m)).at(-1);
  const hash = failed?.hash ?? "";
  await m.chain.dropTransaction({ hash: lower(hash) });
  await m.mine();
  const blockNumber = await m.client.getBlockNumber();
  const receipt = { transactionId: failed?.id ?? 0n, hash, blockNumber, blockHash: null };
  await recordReceipt(m.db, { ...receipt, succeeded: false });
  await advanceVault(m.deps);
  const again = (await transactions(m)).at(-1);
  expect(again).toMatchObject({ nonce: (failed?.nonce ?? 0) + 1, state: "sent" });
  await reorganise(m.rpcUrl, 1);
  await m.settleDown(8);
  await m.chain.setAutomine(true);
  expect((await rentalRow(m, rental.id)).vaultState).toBe("open");
  const [intent] = await intentsOf(m, rental.id);
  expect(intent).toMatchObject({ transactionId: again?.id, state: "confirmed" });
  const idle = (await transactions(m)).find(({ id }) => id === failed?.id);
  expect(idle).toMatchObject({ state: "confirmed", earlierHashes: [hash] });
  expect(await m.client.getTransaction({ hash: lower(idle?.hash ?? "") })).toMatchObject({ input: "0x", value: 0n });
});

test("a gap in the nonces is filled, so that what waits behind it is mined", async () => {
  const customer = await m.customer(HOLD);
  const rental = await m.rent(customer);
  const sentBefore = (await transactions(m)).length;
  // A node that counts one transaction more, as before a reorg that took a stranger's back.
  const ahead = m.client.extend((client) => ({
    getTransactionCount: async (input: GetTransactionCountParameters) => (await getTransactionCount(client, input)) + 1,
  }));
  await advanceVault(m.worker({ chain: { ...m.deps.chain, reader: ahead } }));
  await m.mine();
  expect((await rentalRow(m, rental.id)).vaultState).toBe("unopened");
  await m.settleDown(3);
  expect((await rentalRow(m, rental.id)).vaultState).toBe("open");
  const added = (await transactions(m)).slice(sentBefore);
  expect(added.map(({ state }) => state)).toEqual(["confirmed", "confirmed"]);
});

test("closings of rentals at depth share one transaction; one that would fail does not keep the others", async () => {
  const customer = await m.customer(HOLD * 4n);
  const rentals = [];
  for (let i = 0; i < 4; i++) rentals.push(await m.rent(customer));
  await m.settleDown(3);
  for (const { id } of rentals) await stop(id, customer);
  const [, , third] = rentals;
  // Past us, and not mirrored yet: the vault has closed one with another figure than ours.
  await m.pass(5);
  await m.send(m.operator, settleCall(m.address, [{ rentalId: third?.id ?? 0n, usedSeconds: 3, close: true }]));
  await advanceVault(m.deps);
  const closes = (await Promise.all(rentals.map(({ id }) => intentsOf(m, id)))).map((all) => all.at(-1));
  expect(closes.map((intent) => intent?.state)).toEqual(["sent", "sent", "planned", "sent"]);
  // Two halves: one went through whole, of the other the one that could.
  expect(new Set(closes.flatMap((intent) => intent?.transactionId ?? [])).size).toBe(2);
  await m.settleDown(3);
  for (const { id } of rentals) expect((await rentalRow(m, id)).settledAt).not.toBeNull();
  const books = await booksOf(
    m,
    [customer.address, m.provider.address],
    rentals.map(({ id }) => id),
  );
  expect(books.ledger).toEqual(books.vault);
});

test("a stop on chain by the customer ends the rental with its seconds until then", async () => {
  const { customer, rental } = await running();
  await m.pass(3);
  await m.send(customer, stopRentalCall(m.address, rental.id));
  await scanChain(m.deps);
  const row = await rentalRow(m, rental.id);
  expect(row).toMatchObject({ endReason: "stopped_by_customer" });
  expect(row.vaultStoppedAt).not.toBeNull();
  await m.settleDown(4);
  expect((await rentalRow(m, rental.id)).settledAt).not.toBeNull();
});
