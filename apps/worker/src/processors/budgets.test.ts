import { grantSessionKeyCall } from "@worldland/contracts/calls";
import { rentalOrderTypedData, sessionGrantTypedData } from "@worldland/contracts/typedData";
import { readBalance, readHold, readSessionKey } from "@worldland/contracts/vault";
import { readClock } from "@worldland/db/clock";
import { openRental } from "@worldland/db/commands/openRental";
import { quoteRental } from "@worldland/db/commands/quoteRental";
import { recordRentalEvent } from "@worldland/db/commands/recordRentalEvent";
import { requestGrant } from "@worldland/db/commands/requestGrant";
import { stopRental } from "@worldland/db/commands/stopRental";
import { accountOf } from "@worldland/db/queries/account/accountOf";
import { budgetOf } from "@worldland/db/queries/account/budgetOf";
import { nextGrantNonce } from "@worldland/db/queries/account/nextGrantNonce";
import { orderOf } from "@worldland/db/rows/quoteRow";
import { clickOf, SMALLEST } from "@worldland/db/testMarket";
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scanChain } from "../chain/scanChain.ts";
import { signOrders } from "../signer/signOrders.ts";
import { booksOf, historyOf, rentalRow } from "../testing/books.ts";
import { HOLD, lower, RATE, startVaultMarket, type VaultMarket } from "../testing/vaultMarket.ts";
import { advanceVault } from "./advanceVault.ts";

let m: VaultMarket;
beforeAll(async () => {
  m = await startVaultMarket();
});
afterAll(() => m.close());

const FAR_AWAY = 4_000_000_000;
const newKey = () => privateKeyToAccount(generatePrivateKey());

/** One signature of the customer's, handed in; the platform has it mined. */
async function grant(customer: PrivateKeyAccount, key: string, spendLimit: bigint): Promise<void> {
  const wallet = lower(customer.address);
  const nonce = await nextGrantNonce(m.db, wallet);
  const asked = { customer: wallet, key: lower(key), spendLimit, expiresAt: FAR_AWAY };
  const typed = sessionGrantTypedData(m.domain, { ...asked, nonce: BigInt(nonce) });
  const signature = await customer.signTypedData(typed);
  await requestGrant(m.db, { grant: { ...asked, nonce }, signature });
}

/** Rents the least there is for a customer by an order that his session key signs. */
async function rentBy(key: PrivateKeyAccount, customer: PrivateKeyAccount) {
  const wallet = lower(customer.address);
  const { quote } = await quoteRental(m.db, { customer: wallet, request: SMALLEST });
  const order = orderOf(quote);
  const parties = { customer: wallet, provider: lower(order.provider) };
  const signature = await key.signTypedData(rentalOrderTypedData(m.domain, { ...order, ...parties }));
  return openRental(m.db, clickOf(wallet, SMALLEST, { order, signature, sessionKey: lower(key.address) }));
}

const budget = (customer: PrivateKeyAccount, key: PrivateKeyAccount) =>
  budgetOf(m.db, lower(customer.address), lower(key.address));

test("any key: granted by one signature, it opens rentals within its limit and not a unit beyond, and is revoked", async () => {
  const customer = await m.customer(HOLD * 3n);
  const key = newKey();
  await grant(customer, key.address, HOLD);
  expect(await budget(customer, key)).toBeNull();
  await expect(rentBy(key, customer)).rejects.toMatchObject({ code: "order_required" });
  await m.settleDown(2);
  expect(await budget(customer, key)).toMatchObject({ limit: HOLD, spent: 0n, left: HOLD });
  const rental = await rentBy(key, customer);
  expect(await budget(customer, key)).toMatchObject({ spent: 0n, left: 0n });
  await m.settleDown(2);
  expect((await rentalRow(m, rental.id)).vaultState).toBe("open");
  expect(await budget(customer, key)).toMatchObject({ limit: HOLD, spent: HOLD, left: 0n });
  await expect(rentBy(key, customer)).rejects.toMatchObject({ code: "order_required" });

  await grant(customer, key.address, HOLD * 2n);
  await m.settleDown(2);
  expect(await budget(customer, key)).toMatchObject({ limit: HOLD * 2n, spent: HOLD, left: HOLD });
  // Revoking binds here with the signature, before any block.
  await grant(customer, key.address, 0n);
  expect(await budget(customer, key)).toMatchObject({ limit: 0n, left: 0n });
  await expect(rentBy(key, customer)).rejects.toMatchObject({ code: "order_required" });
  await m.settleDown(2);
  const pair = { customer: customer.address, key: key.address };
  expect(await readSessionKey(m.client, m.address, pair)).toMatchObject({ spendLimit: 0n, spent: HOLD });
  // What it has opened runs on, and only the customer has the rest.
  expect((await rentalRow(m, rental.id)).endedAt).toBeNull();
  await stopRental(m.db, { rentalId: rental.id, by: "customer", wallet: lower(customer.address) });
  await m.settleDown(4);
  expect(await readBalance(m.client, m.address, customer.address)).toBe(HOLD * 3n);
  const books = await booksOf(m, [customer.address], [rental.id]);
  expect(books.ledger).toEqual(books.vault);
});

test("a limit lowered on chain between click and block: order_refused, and nothing is charged", async () => {
  const customer = await m.customer(HOLD * 2n);
  const [own, delegate] = [newKey(), m.key];
  for (const key of [own, delegate]) await grant(customer, key.address, HOLD);
  await m.settleDown(3);
  const signerDeps = { db: m.db, log: m.deps.log, delegate, domain: m.domain };
  const byOwn = await rentBy(own, customer);
  const byDelegate = await m.rent(customer, { sessionKey: lower(delegate.address), signature: null });
  expect(await signOrders(signerDeps)).toBe(1);
  for (const key of [own, delegate]) {
    const lowered = { key: lower(key.address), spendLimit: HOLD - 1n, expiresAt: FAR_AWAY };
    await m.send(customer, grantSessionKeyCall(m.address, lowered));
  }
  await m.settleDown(5);
  for (const { id } of [byOwn, byDelegate]) {
    expect(await rentalRow(m, id)).toMatchObject({ endReason: "order_refused", vaultState: "refused", vaultUsedS: 0 });
    expect(await readHold(m.client, m.address, id)).toBe(0n);
  }
  expect(await accountOf(m.db, lower(customer.address))).toMatchObject({ available: HOLD * 2n, held: 0n });
});

/** A rental that runs and is open. */
async function running(holds: bigint) {
  const customer = await m.customer(HOLD * holds);
  const rental = await m.rent(customer);
  await m.settleDown(2);
  await recordRentalEvent(m.db, { rentalId: rental.id, who: "platform", event: { type: "provisioned" } });
  const probe = { at: await readClock(m.db), good: true, podUid: "pod-1", restarts: 0 };
  await recordRentalEvent(m.db, { rentalId: rental.id, who: "platform", event: { type: "probed", probe } });
  return { customer, id: rental.id };
}

test("an extension moves hold and term of vault and row together", async () => {
  const { customer, id } = await running(3n);
  await m.extend(customer, id, 10_800);
  expect(await rentalRow(m, id)).toMatchObject({ durationS: 3600 });
  expect(await accountOf(m.db, lower(customer.address))).toMatchObject({ available: 0n, held: HOLD * 3n });
  await m.settleDown(2);
  expect(await rentalRow(m, id)).toMatchObject({ durationS: 10_800 });
  expect(await readHold(m.client, m.address, id)).toBe(RATE * 10_800n);
});

test("an extension that the vault refuses is told, the old term stands, and a new one goes through", async () => {
  const { customer, id } = await running(2n);
  await m.extend(customer, id, 7200);
  await m.withdraw(customer, 1n);
  await m.settleDown(3);
  expect(await historyOf(m, id)).toContain("extension_refused InsufficientBalance");
  expect(await rentalRow(m, id)).toMatchObject({ durationS: 3600, endedAt: null });
  expect(await readHold(m.client, m.address, id)).toBe(HOLD);
  expect(await accountOf(m.db, lower(customer.address))).toMatchObject({ available: HOLD - 1n, held: HOLD });
  await m.deposit(customer, 1n);
  await m.extend(customer, id, 7200);
  await advanceVault(m.deps);
  await m.mine();
  await scanChain(m.deps);
  expect(await rentalRow(m, id)).toMatchObject({ durationS: 7200 });
  const books = await booksOf(m, [customer.address], [id]);
  expect(books.ledger).toEqual(books.vault);
});
