import { depositCall } from "@worldland/contracts/calls";
import { deployVault } from "@worldland/contracts/deploy";
import { readSessionKey } from "@worldland/contracts/vault";
import { accountOf, holdOf } from "@worldland/core/ledger";
import { fromUnixSeconds } from "@worldland/core/time";
import { chainState } from "@worldland/db/schema/chainState";
import { postings } from "@worldland/db/schema/postings";
import { sessionGrants } from "@worldland/db/schema/sessionGrants";
import { vaultEvents } from "@worldland/db/schema/vaultEvents";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { rentalRow } from "../testing/books.ts";
import { type StraightAt, straightAt } from "../testing/straightAt.ts";
import { HOLD, lower, RATE, startVaultMarket, type VaultMarket } from "../testing/vaultMarket.ts";
import { auditLedger } from "./auditLedger.ts";
import { scanChain } from "./scanChain.ts";

// Everything here is done at the contract, past API, rows and intents, and must be found by reading the chain.

let m: VaultMarket;
let vault: StraightAt;
beforeAll(async () => {
  m = await startVaultMarket();
  vault = straightAt(m);
});
afterAll(() => m.close());
// Whatever was done: every account is the vault's, to the unit.
afterEach(async () => expect(await auditLedger(m.deps)).toEqual([]));

const DAY_S = 86_400;
const nobody = () => privateKeyToAccount(generatePrivateKey());

/** What the mirror has of these ledger accounts. */
async function balances(...names: string[]): Promise<bigint[]> {
  const { rows } = await m.db.execute<{ name: string; balance: string }>(
    "select name, balance::text as balance from ledger_accounts",
  );
  return names.map((name) => BigInt(rows.find((row) => row.name === name)?.balance ?? 0));
}

async function settings() {
  const [row] = await m.db.select().from(chainState);
  if (row === undefined) throw new Error("no vault is mirrored");
  const { feeBps, feeRecipient, openingPaused, operators } = row;
  return { feeBps, feeRecipient, openingPaused, operators };
}

test("deposits by anyone for anyone, and withdrawals to anywhere", async () => {
  const [giver, receiver] = [await m.customer(0n), nobody()];
  await vault.deposit(giver, 70n);
  await vault.deposit(giver, 30n, receiver.address);
  await vault.withdraw(giver, 20n, receiver.address);
  await scanChain(m.deps);
  expect(await balances(accountOf(giver.address), accountOf(receiver.address))).toEqual([50n, 30n]);
});

test("a rental opened past us is booked to the unit through extension, settlement and closing, without a row of ours", async () => {
  const customer = await m.customer(HOLD * 3n);
  const rentalId = await vault.open(customer);
  await vault.extend(customer, rentalId, 7200);
  await m.pass(100);
  await vault.settle(rentalId, 60);
  await scanChain(m.deps);
  expect(await balances(accountOf(customer.address), holdOf(rentalId))).toEqual([HOLD, HOLD * 2n - RATE * 60n]);
  await vault.settle(rentalId, 100, true);
  await scanChain(m.deps);
  expect(await balances(accountOf(customer.address), holdOf(rentalId))).toEqual([HOLD * 3n - RATE * 100n, 0n]);
});

test("our own rental's order, relayed by somebody else before us, is opened, and stopped at the vault it ends", async () => {
  for (const by of ["customer", "provider", "operator"] as const) {
    const customer = await m.customer(HOLD);
    const signed = await m.signedOrder(customer);
    const { id } = await m.rent(customer, signed);
    const { customer: c, provider } = signed.order;
    await vault.open(customer, { ...signed.order, customer: lower(c), provider: lower(provider) });
    await scanChain(m.deps);
    const openedAt = fromUnixSeconds(await vault.now());
    expect(await rentalRow(m, id)).toMatchObject({ vaultState: "open", vaultOpenedAt: openedAt, endedAt: null });
    await vault.stop(by === "customer" ? customer : m[by], id);
    await scanChain(m.deps);
    const row = await rentalRow(m, id);
    expect(row).toMatchObject({ vaultState: "open", vaultStoppedAt: fromUnixSeconds(await vault.now()) });
    expect(row.endedAt).not.toBeNull();
    await vault.settle(id, 0, true);
    await scanChain(m.deps);
    expect(await rentalRow(m, id)).toMatchObject({ vaultState: "closed", vaultUsedS: 0 });
    await m.mine(2);
    expect((await rentalRow(m, id)).settledAt).not.toBeNull();
    expect(await balances(accountOf(customer.address), holdOf(id))).toEqual([HOLD, 0n]);
  }
});

test("budgets granted, relayed, spent, replaced and revoked at the vault are as the vault has them", async () => {
  const [customer, key] = [await m.customer(HOLD * 3n), nobody()];
  const far = (await vault.now()) + 30 * DAY_S;
  const mirrored = async () => {
    await scanChain(m.deps);
    const all = await m.db.select().from(sessionGrants);
    const own = all.find((grant) => grant.customer === lower(customer.address));
    const said = await readSessionKey(m.client, m.address, { customer: customer.address, key: key.address });
    if (own === undefined) throw new Error("the grant is not mirrored");
    const { limit, spent, expiresAt, nonce } = own;
    expect({ limit, spent, expiresAt }).toEqual({
      ...{ limit: said.spendLimit, spent: said.spent, expiresAt: fromUnixSeconds(said.expiresAt) },
    });
    return { limit, spent, nonce };
  };
  await vault.grant(customer, key.address, HOLD * 2n, far);
  expect(await mirrored()).toEqual({ limit: HOLD * 2n, spent: 0n, nonce: 1 });
  const rentalId = await vault.open(customer, {}, key);
  expect(await mirrored()).toEqual({ limit: HOLD * 2n, spent: HOLD, nonce: 1 });
  await vault.grantFor(customer, key.address, HOLD * 5n, far, m.provider);
  expect(await mirrored()).toEqual({ limit: HOLD * 5n, spent: HOLD, nonce: 2 });
  await m.pass(60);
  await vault.settle(rentalId, 50, true);
  expect(await mirrored()).toEqual({ limit: HOLD * 5n, spent: RATE * 50n, nonce: 2 });
  await vault.revoke(customer, key.address);
  expect(await mirrored()).toEqual({ limit: 0n, spent: RATE * 50n, nonce: 3 });
});

test("fee, recipient, operators and pause are the vault's, and fees go to the recipient of the day", async () => {
  const before = await settings();
  expect(before).toEqual({
    ...{ feeBps: 500, feeRecipient: lower(m.feeRecipient.address), openingPaused: false },
    operators: [lower(m.operator.address)],
  });
  const customer = await m.customer(HOLD * 2n);
  const old = await vault.open(customer);
  const [recipient, second] = [nobody(), nobody()];
  await vault.setFee(300);
  await vault.setFeeRecipient(recipient.address);
  await vault.setOperator(second.address, true);
  const young = await vault.open(customer);
  await vault.setOpeningPaused(true);
  await scanChain(m.deps);
  const operators = [lower(m.operator.address), lower(second.address)].sort();
  expect(await settings()).toEqual({
    feeBps: 300,
    feeRecipient: lower(recipient.address),
    openingPaused: true,
    operators,
  });
  await m.pass(1000);
  await vault.settle(old, 1000, true);
  await vault.settle(young, 1000, true);
  await scanChain(m.deps);
  const charge = RATE * 1000n;
  expect(await balances(accountOf(recipient.address))).toEqual([(charge * 500n) / 10_000n + (charge * 300n) / 10_000n]);
  await vault.setFee(500);
  await vault.setFeeRecipient(m.feeRecipient.address);
  await vault.setOperator(second.address, false);
  await vault.setOpeningPaused(false);
  await scanChain(m.deps);
  expect(await settings()).toEqual(before);
});

test("another contract's events of the same shape are nobody's, and the vault's own are not lost among them", async () => {
  const giver = await m.customer(0n);
  const walletClient = m.walletOf(m.owner);
  const twin = await deployVault({ walletClient, publicClient: m.client, ...m.parameters, operators: [] });
  const counted = async () => (await m.db.select().from(vaultEvents)).length;
  await scanChain(m.deps);
  const before = await counted();
  await m.send(giver, depositCall(twin.address, { amount: 1_000n, native: true }));
  await vault.deposit(giver, 5n);
  await m.send(giver, depositCall(twin.address, { amount: 1_000n, native: true }));
  await scanChain(m.deps);
  expect(await counted()).toBe(before + 1);
  expect(await balances(accountOf(giver.address))).toEqual([5n]);
});

test("what nobody settled within the grace is reclaimed by anyone, and every kind of event was mirrored here", async () => {
  const customer = await m.customer(HOLD);
  const rentalId = await vault.open(customer);
  await m.pass(3600 + 7 * DAY_S + 1);
  await vault.reclaim(m.provider, rentalId);
  await scanChain(m.deps);
  expect(await balances(accountOf(customer.address), holdOf(rentalId))).toEqual([HOLD, 0n]);
  const names = new Set((await m.db.select().from(vaultEvents)).map(({ name }) => name));
  expect([...names].sort()).toEqual([
    ...["Deposited", "FeeRecipientSet", "FeeSet", "OpeningPausedSet", "OperatorSet"],
    ...["RentalClosed", "RentalExtended", "RentalOpened", "RentalSettled", "RentalStopped"],
    ...["SessionKeyGranted", "SessionKeyRevoked", "Withdrawn"],
  ]);
  const kinds = new Set((await m.db.select().from(postings)).map(({ kind }) => kind));
  expect([...kinds].sort()).toEqual(["charge", "deposit", "fee", "hold", "refund", "withdrawal"]);
});
