import { zeroAddress } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readBooks, readTreasury } from "./books.ts";
import { depositCall } from "./calls.ts";
import { startTestVault, type TestVault } from "./testVault.ts";
import { readBalance } from "./vault.ts";

let vault: TestVault;
beforeAll(async () => {
  vault = await startTestVault();
});
afterAll(() => vault.close());

test("hundreds of balances and holds are read at one block, as if one by one, on a chain of London's rules", async () => {
  const { client, customer, provider, deployment } = vault;
  const deposit = (amount: bigint, account = customer.address) =>
    vault.send(customer, depositCall(deployment.address, { amount, native: true, account }));
  await deposit(7n);
  const { blockNumber } = await deposit(11n, provider.address);
  await deposit(1n);
  const nobody = Array.from({ length: 600 }, (_, index) => `0x${(index + 1).toString(16).padStart(40, "0")}` as const);
  const accounts = [customer.address, ...nobody, provider.address];
  const books = await readBooks(client, deployment.address, { accounts, rentalIds: [1n, 2n] }, blockNumber);
  expect(books).toEqual({ balances: [7n, ...nobody.map(() => 0n), 11n], holds: [0n, 0n] });
  expect(await readBalance(client, deployment.address, customer.address)).toBe(8n);
  expect(await readTreasury(client, deployment.address, zeroAddress, blockNumber)).toBe(18n);
  const none = await readBooks(client, deployment.address, { accounts: [], rentalIds: [] }, blockNumber);
  expect(none).toEqual({ balances: [], holds: [] });
});
