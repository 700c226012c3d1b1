import { readBalance, readRental } from "@worldland/contracts/vault";
import { stopRental } from "@worldland/db/commands/stopRental";
import { until } from "@worldland/testing/until";
import { afterAll, beforeAll, expect, test } from "vitest";
import { booksOf, intentsOf } from "./testing/books.ts";
import { HOLD, lower, RATE } from "./testing/vaultMarket.ts";
import { startWalk, type Walk } from "./testing/walk.ts";

let w: Walk;
beforeAll(async () => {
  w = await startWalk();
  await w.worker();
  await w.openMarket();
});
afterAll(() => w.close());

test("from the click to a reachable prompt, opened in the vault, stopped, paid to the unit, and nothing left", async () => {
  const customer = await w.customer(HOLD);
  const before = await readBalance(w.client, w.address, w.provider.address);
  const clicked = performance.now();
  const { id } = await w.click(customer);
  await w.until("running", id, (row) => row.status === "running");
  console.log(`click to reachable: ${Math.round(performance.now() - clicked)} ms`);
  await w.until("open", id, (row) => row.vaultState === "open");
  await w.until("metered", id, (row) => (row.meter?.provenS ?? 0) > 0);
  await stopRental(w.db, { rentalId: id, by: "customer", wallet: lower(customer.address) });
  const row = await w.until("settled", id, (one) => one.settledAt !== null && one.goneAt !== null);
  expect(row).toMatchObject({ status: "ended", endReason: "stopped_by_customer", vaultState: "closed" });
  const charge = RATE * BigInt(row.vaultUsedS);
  const fee = (charge * 500n) / 10_000n;
  expect(row.vaultUsedS).toBeGreaterThan(0);
  expect(await readBalance(w.client, w.address, w.provider.address)).toBe(before + charge - fee);
  expect(await readBalance(w.client, w.address, customer.address)).toBe(HOLD - charge);
  expect(await readRental(w.client, w.address, id)).toMatchObject({ open: false, usedSeconds: row.vaultUsedS });
  const books = await booksOf(w, [customer.address, w.provider.address, w.feeRecipient.address], [id]);
  expect(books.ledger).toEqual(books.vault);
  expect((await intentsOf(w, id)).map(({ kind, state }) => [kind, state])).toEqual([
    ["open", "confirmed"],
    ["close", "confirmed"],
  ]);
});

test("stopped while it provisions: nothing is charged and nothing is left", async () => {
  const customer = await w.customer(HOLD);
  const { id } = await w.click(customer);
  await stopRental(w.db, { rentalId: id, by: "customer", wallet: lower(customer.address) });
  const row = await w.until("settled", id, (one) => one.settledAt !== null && one.goneAt !== null);
  expect(row.vaultUsedS).toBe(0);
  expect(await readBalance(w.client, w.address, customer.address)).toBe(HOLD);
});

test("money withdrawn between click and block: the order is refused, and what had begun to run is gone", async () => {
  const customer = await w.customer(HOLD);
  await w.chain.setIntervalMining({ interval: 0 });
  const rental = await w.click(customer);
  const withdrawal = w.withdraw(customer, 1n);
  await until("the withdrawal in the pool", async () => (await w.chain.getTxpoolStatus()).pending > 0);
  await w.chain.setIntervalMining({ interval: 1 });
  await withdrawal;
  const row = await w.until("over", rental.id, (one) => one.goneAt !== null && one.settledAt !== null);
  expect(row.vaultUsedS).toBe(0);
  expect(await readBalance(w.client, w.address, customer.address)).toBe(HOLD - 1n);
});

test("a rental expires by itself at the second its term ends, and its whole term is charged", {
  timeout: 120_000,
}, async () => {
  const customer = await w.customer(HOLD);
  const { id } = await w.click(customer);
  const started = await w.until("open", id, (row) => row.vaultState === "open" && row.status === "running");
  for (let passed = 0; passed < 3600; passed += 600) {
    const before = (await w.until("there", id, () => true)).meter?.provenS ?? 0;
    await w.stride(600);
    await w.until("proven", id, (row) => (row.meter?.provenS ?? 0) >= before + 600 || row.endedAt !== null);
  }
  const row = await w.until("settled", id, (one) => one.settledAt !== null && one.goneAt !== null);
  expect(row).toMatchObject({ endReason: "expired", status: "ended", vaultState: "closed" });
  expect(row.endedAt?.getTime()).toBe((started.startedAt?.getTime() ?? 0) + 3_600_000);
  expect(row.meter?.provenS).toBe(3600);
  // What ran before the order was mined is the provider's gift.
  expect(row.vaultUsedS).toBeGreaterThan(3590);
  expect(await readBalance(w.client, w.address, customer.address)).toBe(HOLD - RATE * BigInt(row.vaultUsedS));
});
