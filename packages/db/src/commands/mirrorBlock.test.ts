import type { VaultEventArgs } from "@worldland/core/vault/vaultEvent";
import { eq, sql } from "drizzle-orm";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mirrorSnapshot } from "../chain/mirrorSnapshot.ts";
import { LIVE_CHANNEL } from "../live.ts";
import { accountOf } from "../queries/account/accountOf.ts";
import { budgetOf } from "../queries/account/budgetOf.ts";
import { ledgerAt } from "../queries/chain/ledgerAt.ts";
import { scannedBlocks } from "../queries/chain/scannedBlocks.ts";
import { chainState } from "../schema/chainState.ts";
import { rentals } from "../schema/rentals.ts";
import { reservations } from "../schema/reservations.ts";
import { opening, RATE, type TestMarket, testMarket, wallet } from "../testMarket.ts";
import { extendRental } from "./extendRental.ts";
import { mirrorBlock } from "./mirrorBlock.ts";
import { recordRentalEvent } from "./recordRentalEvent.ts";
import { stopRental } from "./stopRental.ts";
import { undoBlocksTo } from "./undoBlocksTo.ts";

const HOLD = RATE * 3600n;

let market: TestMarket;
beforeAll(async () => {
  market = await testMarket();
  for (const name of ["mirror-1", "mirror-2", "mirror-3", "mirror-4"]) {
    await market.addNode({ name, gpuCount: 64, cpuCores: 10_000, memoryGb: 100_000, storageGb: 1_000_000 });
  }
});
afterAll(() => market.close());

test("a block mirrored twice counts once, and one that does not continue the chain changes nothing", async () => {
  const account = wallet(0xd8);
  await market.chain.mine([{ name: "Deposited", args: { account, from: account, amount: 5n } }]);
  const [scanned] = await scannedBlocks(market.db);
  const number = market.chain.number;
  const before = await mirrorSnapshot(market.db);
  const at = new Date();
  const again = { number, hash: scanned?.hash ?? "", parentHash: "0xany", at };
  expect(await mirrorBlock(market.db, { block: again, events: [], sessionKeys: [] })).toEqual({ status: "known" });
  const foreign = { number: number + 1n, hash: "0xother", parentHash: "0xelse", at };
  const answer = await mirrorBlock(market.db, { block: foreign, events: [], sessionKeys: [] });
  expect(answer).toEqual({ status: "reorg", scanned: number });
  expect(await mirrorSnapshot(market.db)).toEqual(before);
});

test("empty final blocks may be skipped when catching up, a gap otherwise is a fault; hashes are kept 256 deep", async () => {
  const number = market.chain.number;
  const block = { number: number + 300n, hash: "0xfar", parentHash: "0xunknown", at: new Date() };
  const input = { block, events: [], sessionKeys: [] };
  await expect(mirrorBlock(market.db, input)).rejects.toThrow("does not follow");
  expect(await mirrorBlock(market.db, { ...input, skipsEmpty: true })).toEqual({ status: "mirrored" });
  expect((await scannedBlocks(market.db)).map((kept) => kept.number)).toEqual([number + 300n]);
  await undoBlocksTo(market.db, number);
  market.chain.forkAt(number);
  const [state] = await market.db.select().from(chainState);
  expect(state).toMatchObject({ scannedNumber: number, scannedHash: null });
  await market.chain.mine([]);
});

test("a deposit is spendable at depth 2, a refund at once, and the sums always meet", async () => {
  const account = wallet(0xd9);
  await market.chain.mine([{ name: "Deposited", args: { account, from: account, amount: HOLD } }]);
  expect(await accountOf(market.db, account)).toMatchObject({ balance: HOLD, available: 0n, pending: HOLD, held: 0n });
  await expect(market.rent(account)).rejects.toMatchObject({ code: "insufficient_balance" });
  await market.chain.mine([]);
  expect(await accountOf(market.db, account)).toMatchObject({ available: HOLD, pending: 0n });
  const rental = await market.rent(account);
  expect(await accountOf(market.db, account)).toMatchObject({ balance: HOLD, available: 0n, openReservations: HOLD });
  await market.chain.mine([opening(rental)]);
  expect(await accountOf(market.db, account)).toMatchObject({ balance: 0n, openHolds: HOLD, openReservations: 0n });
  const hold = `hold:${rental.id}`;
  expect(await ledgerAt(market.db, [hold, "account:0xnobody"])).toMatchObject({
    number: market.chain.number,
    sum: 0n,
    balances: new Map([
      [hold, HOLD],
      ["account:0xnobody", 0n],
    ]),
  });
  await stopRental(market.db, { rentalId: rental.id, by: "customer", wallet: account });
  await market.chain.mine([{ name: "RentalClosed", args: { rentalId: rental.id, refund: HOLD } }]);
  expect(await accountOf(market.db, account)).toMatchObject({ balance: HOLD, available: HOLD, held: 0n, pending: 0n });
});

test("an opening taken back by a reorg is a reservation again, and one no longer minable ends the rental", async () => {
  const account = wallet(0xda);
  await market.deposit(account, HOLD);
  const rental = await market.rent(account);
  const ancestor = market.chain.number;
  await market.chain.mine([opening(rental)]);
  await undoBlocksTo(market.db, ancestor);
  market.chain.forkAt(ancestor);
  expect(await accountOf(market.db, account)).toMatchObject({ balance: HOLD, available: 0n, openReservations: HOLD });
  await market.advance(700);
  await market.chain.mine([]);
  await market.chain.mine([]);
  const [row] = await market.db.select().from(rentals).where(eq(rentals.id, rental.id));
  expect(row).toMatchObject({ endReason: "start_timeout" });
  const [reservation] = await market.db.select().from(reservations).where(eq(reservations.rentalId, rental.id));
  expect(reservation?.outcome).toBe("cancelled");
  expect((await accountOf(market.db, account)).available).toBe(HOLD);
});

test("a running rental whose order is never mined ends vault_unavailable when a block at depth passes the deadline", async () => {
  const account = wallet(0xdb);
  await market.deposit(account, HOLD);
  const rental = await market.rent(account);
  await market.start(rental.id);
  await market.db.execute(
    sql`insert into vault_intents (purpose, kind, rental_id, operator, state) values (${`open:${rental.id}`}, 'open', ${rental.id}, '0xop', 'sent')`,
  );
  await market.advance(600);
  await market.chain.mine([]);
  expect((await accountOf(market.db, account)).openReservations).toBe(HOLD);
  await market.advance(40);
  await market.chain.mine([]);
  await market.chain.mine([]);
  const [row] = await market.db.select().from(rentals).where(eq(rentals.id, rental.id));
  expect(row).toMatchObject({ endReason: "vault_unavailable", vaultState: "unopened" });
  const [reservation] = await market.db.select().from(reservations).where(eq(reservations.rentalId, rental.id));
  expect(reservation?.outcome).toBe("expired");
  expect(row?.settledAt).not.toBeNull();
  expect((await accountOf(market.db, account)).available).toBe(HOLD);
});

test("an extension moves the term when it is mirrored, and back when it is undone", async () => {
  const account = wallet(0xdc);
  await market.deposit(account, HOLD * 3n);
  const rental = await market.rent(account);
  await market.start(rental.id);
  await market.chain.mine([opening(rental)]);
  const [running] = await market.db.select().from(rentals).where(eq(rentals.id, rental.id));
  const expiry = (running?.startedAt?.getTime() ?? 0) / 1000 + 3600;
  const extension = { rentalId: rental.id, maxSeconds: 7200, deadline: expiry };
  const extend = (more: object) =>
    extendRental(market.db, {
      rentalId: rental.id,
      customer: account,
      extension,
      signature: "0x02",
      sessionKey: null,
      ...more,
    });
  await expect(extend({ customer: wallet(0xdd) })).rejects.toMatchObject({ code: "not_found" });
  await expect(extend({ extension: { ...extension, maxSeconds: 3600 } })).rejects.toMatchObject({
    code: "invalid_request",
  });
  await expect(extend({ extension: { ...extension, deadline: expiry + 1 } })).rejects.toMatchObject({
    code: "conflict",
  });
  await expect(extend({ extension: { ...extension, maxSeconds: 3600 * 5 } })).rejects.toMatchObject({
    code: "insufficient_balance",
  });
  await extend({});
  await expect(extend({})).rejects.toMatchObject({ code: "conflict" });
  expect(await accountOf(market.db, account)).toMatchObject({ balance: HOLD * 2n, available: HOLD, held: HOLD * 2n });
  const ancestor = market.chain.number;
  await market.chain.mine([{ name: "RentalExtended", args: { rentalId: rental.id, maxSeconds: 7200 } }]);
  const durationOf = async () =>
    (await market.db.select().from(rentals).where(eq(rentals.id, rental.id)))[0]?.durationS;
  expect(await durationOf()).toBe(7200);
  expect(await accountOf(market.db, account)).toMatchObject({ openHolds: HOLD * 2n, openReservations: 0n });
  await undoBlocksTo(market.db, ancestor);
  market.chain.forkAt(ancestor);
  expect(await durationOf()).toBe(3600);
  expect(await accountOf(market.db, account)).toMatchObject({ openHolds: HOLD, openReservations: HOLD });
});

test("a withdrawal past us that uncovers a reservation never shows a balance below zero", async () => {
  const account = wallet(0xde);
  await market.deposit(account, HOLD);
  await market.rent(account);
  await market.chain.mine([{ name: "Withdrawn", args: { account, to: account, amount: HOLD } }]);
  expect(await accountOf(market.db, account)).toMatchObject({ balance: 0n, available: 0n, pending: 0n, held: HOLD });
});

test("what closed is settled only at depth, and a closing taken back is not settled", async () => {
  const account = wallet(0xdf);
  await market.deposit(account, HOLD);
  const rental = await market.rent(account);
  await market.chain.mine([opening(rental)]);
  await recordRentalEvent(market.db, {
    rentalId: rental.id,
    who: "customer",
    event: { type: "stop_requested", by: "customer" },
  });
  const ancestor = market.chain.number;
  await market.chain.mine([{ name: "RentalClosed", args: { rentalId: rental.id, refund: HOLD } }]);
  const settledAt = async () => (await market.db.select().from(rentals).where(eq(rentals.id, rental.id)))[0]?.settledAt;
  expect(await settledAt()).toBeNull();
  await market.chain.mine([]);
  expect(await settledAt()).not.toBeNull();
  await undoBlocksTo(market.db, ancestor);
  market.chain.forkAt(ancestor);
  expect(await settledAt()).toBeNull();
});

test("a budget is what the vault says, less what is reserved; a signed limit of 0 binds at once", async () => {
  const account = wallet(0xe1);
  const key = wallet(0xe2);
  await market.deposit(account, HOLD * 10n);
  const far = Math.floor(Date.now() / 1000) + 10_000_000;
  const grant = { customer: account, key, limit: HOLD * 2n, spent: 0n, expiresAt: far, nonce: 1 };
  const ancestor = market.chain.number;
  const events: VaultEventArgs[] = [
    { name: "SessionKeyGranted", args: { customer: account, key, spendLimit: HOLD * 2n, expiresAt: far } },
  ];
  await market.chain.mine(events, { sessionKeys: [grant] });
  const byKey = { sessionKey: key, signature: null };
  await market.rent(account, {}, byKey);
  expect(await budgetOf(market.db, account, key)).toMatchObject({ limit: HOLD * 2n, left: HOLD });
  await expect(market.rent(account, { durationHours: 2 }, byKey)).rejects.toMatchObject({ code: "order_required" });
  await market.db.execute(sql`
    insert into grant_requests (id, customer, key, spend_limit, expires_at, nonce, signature)
    values ('int_zero', ${account}, ${key}, 0, now() + interval '1 year', 1, '0x')`);
  await expect(market.rent(account, {}, byKey)).rejects.toMatchObject({ code: "order_required" });
  await undoBlocksTo(market.db, ancestor);
  market.chain.forkAt(ancestor);
  expect(await budgetOf(market.db, account, key)).toBeNull();
});

test("whoever watches an account is told when a budget is mined and when it is undone", async () => {
  const listener = new pg.Client(market.url);
  await listener.connect();
  const heard: string[] = [];
  listener.on("notification", ({ payload }) => heard.push(payload ?? ""));
  await listener.query(`listen ${LIVE_CHANNEL}`);
  const account = wallet(0xe3);
  const grant = { customer: account, key: wallet(0xe4), limit: HOLD, spent: 0n, expiresAt: 4_000_000_000, nonce: 1 };
  const ancestor = market.chain.number;
  const { customer, key, limit: spendLimit, expiresAt } = grant;
  await market.chain.mine([{ name: "SessionKeyGranted", args: { customer, key, spendLimit, expiresAt } }], {
    sessionKeys: [grant],
  });
  await undoBlocksTo(market.db, ancestor);
  market.chain.forkAt(ancestor);
  await listener.query("select 1");
  await listener.end();
  const told = JSON.stringify({ wallet: account, kind: "account", id: account });
  expect(heard.filter((payload) => payload === told)).toHaveLength(2);
});

test("the chain's settings follow its events, and what is undone was never set", async () => {
  const settings = async () => {
    const { feeBps, feeRecipient, openingPaused, operators } = chainState;
    const [row] = await market.db.select({ feeBps, feeRecipient, openingPaused, operators }).from(chainState);
    return row;
  };
  const [first, second] = [wallet(0x0e), wallet(0x0d)];
  await market.chain.mine([{ name: "OperatorSet", args: { account: first, allowed: true } }]);
  const before = await settings();
  expect(before).toMatchObject({ openingPaused: false, operators: [first] });
  const ancestor = market.chain.number;
  await market.chain.mine([
    { name: "FeeSet", args: { feeBps: 700 } },
    { name: "FeeRecipientSet", args: { account: second } },
    { name: "OperatorSet", args: { account: second, allowed: true } },
    { name: "OpeningPausedSet", args: { paused: true } },
  ]);
  const changed = { feeBps: 700, feeRecipient: second, openingPaused: true, operators: [second, first] };
  expect(await settings()).toEqual(changed);
  await market.chain.mine([
    { name: "OperatorSet", args: { account: first, allowed: false } },
    { name: "OpeningPausedSet", args: { paused: false } },
  ]);
  expect(await settings()).toEqual({ ...changed, openingPaused: false, operators: [second] });
  await undoBlocksTo(market.db, ancestor + 1n);
  expect(await settings()).toEqual(changed);
  await undoBlocksTo(market.db, ancestor);
  market.chain.forkAt(ancestor);
  expect(await settings()).toEqual(before);
});
