import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { intentsToSend } from "../queries/chain/intentsToSend.ts";
import { predecessorsOf } from "../queries/chain/predecessorsOf.ts";
import type { RentalRow } from "../rows/rentalRow.ts";
import { vaultIntents } from "../schema/vaultIntents.ts";
import { vaultTransactions } from "../schema/vaultTransactions.ts";
import { opening, RATE, type TestMarket, testMarket, wallet } from "../testMarket.ts";
import { handOver } from "./handOver.ts";
import { planVaultWork } from "./planVaultWork.ts";
import { recordOperatorKey } from "./recordOperatorKey.ts";
import { recordReceipt } from "./recordReceipt.ts";
import { reserveTransaction } from "./reserveTransaction.ts";
import { stopRental } from "./stopRental.ts";

const CUSTOMER = wallet(0xc1);
let market: TestMarket;
beforeAll(async () => {
  market = await testMarket({ connections: 20 });
  await market.addNode({ gpuCount: 1000, cpuCores: 10_000, memoryGb: 10_000, storageGb: 100_000 });
  await market.deposit(CUSTOMER, RATE * 3600n * 1000n);
});
afterAll(() => market.close());

let keys = 0;
let old: string;
let next: string;
/** Keys of each test's own; what another left planned is not in its way. */
beforeEach(async () => {
  keys += 2;
  old = wallet(0xe000 + keys);
  next = wallet(0xe001 + keys);
  await name(old, true);
  await name(next, true);
});

async function name(account: string, allowed: boolean): Promise<void> {
  await market.chain.mine([{ name: "OperatorSet", args: { account, allowed } }]);
  await market.chain.mine([]);
}

const plan = (operator: string) => planVaultWork(market.db, { operator });
let signatures = 0;
const reserve = (operator: string, intentIds: readonly bigint[]) =>
  reserveTransaction(market.db, {
    ...{ operator, intentIds, chainNonce: 0 },
    sign: async (nonce) => {
      signatures += 1;
      return { hash: `0xk${signatures}`, raw: `0xraw:${nonce}`, maxFeePerGas: 1n };
    },
  });
const intentsOf = (rental: RentalRow) =>
  market.db.select().from(vaultIntents).where(eq(vaultIntents.rentalId, rental.id)).orderBy(vaultIntents.id);
const transaction = async (id: bigint | undefined) =>
  (
    await market.db
      .select()
      .from(vaultTransactions)
      .where(eq(vaultTransactions.id, id ?? 0n))
  )[0];

/** A rental whose opening `old` has planned, and maybe signed. */
async function rented({ signed }: { signed: boolean }) {
  const rental = await market.rent(CUSTOMER);
  await plan(old);
  const [intent] = await intentsOf(rental);
  const id = intent?.id ?? 0n;
  return { rental, id, sent: signed ? await reserve(old, [id]) : null };
}

test("what a gone key had planned is its successor's; what it had signed stays signed once", async () => {
  const unsigned = await rented({ signed: false });
  const signed = await rented({ signed: true });
  expect(await handOver(market.db, { from: old, to: next })).toEqual({ intents: 1, signed: 1 });
  expect(await handOver(market.db, { from: old, to: next })).toEqual({ intents: 0, signed: 1 });
  expect(await predecessorsOf(market.db, next)).toEqual([old]);
  expect(await reserve(old, [unsigned.id])).toBeNull();
  expect(await reserve(next, [signed.id])).toBeNull();
  expect((await intentsToSend(market.db, next, 1000)).map(({ id }) => id)).toEqual([unsigned.id]);
  expect(await reserve(next, [unsigned.id])).not.toBeNull();
  // Mined after all, or reverted: then it is planned for whoever is there.
  const hash = signed.sent?.hash ?? "";
  const receipt = { transactionId: signed.sent?.id ?? 0n, hash, blockHash: null, succeeded: false };
  await recordReceipt(market.db, { ...receipt, blockNumber: market.chain.number });
  await plan(next);
  expect((await intentsOf(signed.rental))[0]).toMatchObject({ state: "planned", operator: next });
});

test("what a gone key had signed is signed anew only once the vault, at depth, knows the key no more", async () => {
  const { rental, id, sent } = await rented({ signed: true });
  await market.chain.mine([{ name: "OperatorSet", args: { account: old, allowed: false } }]);
  expect(await handOver(market.db, { from: old, to: next })).toEqual({ intents: 0, signed: 1 });
  await market.chain.mine([]);
  expect(await handOver(market.db, { from: old, to: next })).toEqual({ intents: 1, signed: 0 });
  expect((await transaction(sent?.id))?.state).toBe("failed");
  expect((await intentsOf(rental))[0]).toMatchObject({ id, state: "planned", operator: next, transactionId: null });
  expect(await reserve(next, [id])).not.toBeNull();
});

test("a rental that the gone key had opened is closed by its successor, also by one of one", async () => {
  const { rental, sent } = await rented({ signed: true });
  await market.chain.mine([{ ...opening(rental), transactionHash: sent?.hash ?? "" }]);
  const third = wallet(0xd000 + keys);
  await name(third, true);
  await handOver(market.db, { from: old, to: next });
  await handOver(market.db, { from: next, to: third });
  expect(await predecessorsOf(market.db, third)).toEqual([old, next]);
  await stopRental(market.db, { rentalId: rental.id, by: "customer", wallet: CUSTOMER });
  // A worker of the gone key that still runs plans for the one in service.
  await plan(old);
  expect((await intentsOf(rental)).find(({ kind }) => kind === "close")).toMatchObject({ operator: third });
  await handOver(market.db, { from: third, to: old });
  await plan(next);
  expect((await intentsOf(rental)).find(({ kind }) => kind === "close")).toMatchObject({ operator: old });
});

test("twenty who sign while it is handed over: each intent is signed by one key", async () => {
  const rentals: { id: bigint }[] = [];
  for (let i = 0; i < 20; i++) rentals.push(await rented({ signed: false }));
  const signing = rentals.map(({ id }) => reserve(old, [id]));
  const handing = handOver(market.db, { from: old, to: next });
  const byOld = await Promise.all(signing);
  await handing;
  const byNext = await Promise.all(rentals.map(({ id }) => reserve(next, [id])));
  for (const [index] of rentals.entries()) {
    expect([byOld[index], byNext[index]].filter((one) => one != null)).toHaveLength(1);
  }
});

test("a key hands over to an operator of the vault, and not to itself", async () => {
  const stranger = wallet(0xbad);
  await expect(handOver(market.db, { from: old, to: stranger })).rejects.toMatchObject({ code: "invalid_request" });
  await expect(handOver(market.db, { from: old, to: old })).rejects.toMatchObject({ code: "invalid_request" });
});

test("a key that cannot pay leaves what is new to one that can, with what it had not signed", async () => {
  const seen = (operator: string, state: "ready" | "dry") =>
    recordOperatorKey(market.db, { operator, state, balance: 5n, openingCost: 1n });
  const before = await rented({ signed: false });
  await seen(old, "dry");
  const alone = await market.rent(CUSTOMER);
  await plan(old);
  expect((await intentsOf(alone))[0]).toMatchObject({ operator: old, state: "planned" });
  await seen(next, "ready");
  const after = await market.rent(CUSTOMER);
  await plan(old);
  expect(await intentsOf(after)).toEqual([]);
  await plan(next);
  for (const rental of [before.rental, alone, after]) {
    expect((await intentsOf(rental)).map(({ operator }) => operator)).toEqual([next]);
  }
  // A worker that has not looked for a minute is away: what it had not signed does not wait for it.
  await seen(old, "ready");
  await market.db.execute(
    sql`update operator_keys set seen_at = seen_at - interval '2 minutes' where operator = ${next}`,
  );
  await plan(old);
  expect((await intentsOf(after))[0]).toMatchObject({ operator: old, state: "planned" });
  await market.db.execute(sql`delete from operator_keys where operator in (${old}, ${next})`);
});
