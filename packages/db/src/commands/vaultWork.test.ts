import { floorToSecond } from "@worldland/core/time";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readClock } from "../clock.ts";
import { accountOf } from "../queries/account/accountOf.ts";
import { intentsToSend } from "../queries/chain/intentsToSend.ts";
import { openTransactions } from "../queries/chain/openTransactions.ts";
import { ordersToSign } from "../queries/signer/ordersToSign.ts";
import type { RentalRow } from "../rows/rentalRow.ts";
import { rentals } from "../schema/rentals.ts";
import { reservations } from "../schema/reservations.ts";
import { vaultIntents } from "../schema/vaultIntents.ts";
import { vaultTransactions } from "../schema/vaultTransactions.ts";
import { opening, RATE, type TestMarket, testMarket, wallet } from "../testMarket.ts";
import { extendRental } from "./extendRental.ts";
import { markRefused } from "./markRefused.ts";
import { markSent } from "./markSent.ts";
import { planSettlements } from "./planSettlements.ts";
import { planVaultWork } from "./planVaultWork.ts";
import { recordReceipt } from "./recordReceipt.ts";
import { recordRentalEvent } from "./recordRentalEvent.ts";
import { replaceTransaction } from "./replaceTransaction.ts";
import { requestGrant } from "./requestGrant.ts";
import { reserveTransaction } from "./reserveTransaction.ts";
import { stopRental } from "./stopRental.ts";
import { storeSignature } from "./storeSignature.ts";
import { undoBlocksTo } from "./undoBlocksTo.ts";

const HOLD = RATE * 3600n;
const OPERATOR = wallet(0x09);
const CUSTOMER = wallet(0xc1);

let market: TestMarket;
beforeAll(async () => {
  market = await testMarket({ connections: 20 });
  await market.addNode({ gpuCount: 1000, cpuCores: 10_000, memoryGb: 10_000, storageGb: 100_000 });
  await market.deposit(CUSTOMER, HOLD * 1000n);
});
afterAll(() => market.close());

const plan = () => planVaultWork(market.db, { operator: OPERATOR });
const intentsOf = (rental: RentalRow) =>
  market.db.select().from(vaultIntents).where(eq(vaultIntents.rentalId, rental.id)).orderBy(vaultIntents.id);
const rowOf = async (rental: RentalRow) => (await market.db.select().from(rentals).where(eq(rentals.id, rental.id)))[0];

/** The one planned intent of a rental and kind. */
async function planned(rental: RentalRow, kind: string): Promise<bigint> {
  await plan();
  const found = (await intentsOf(rental)).find((intent) => intent.kind === kind && intent.state === "planned");
  if (found === undefined) throw new Error(`no ${kind} is planned`);
  return found.id;
}

let signatures = 0;
/** Signs in name only: hashes differ from signature to signature, as they do. */
const sign = (fee: bigint) => async (nonce: number) => {
  signatures += 1;
  return { hash: `0xh${signatures}`, raw: `0xraw:${nonce}:${signatures}`, maxFeePerGas: fee };
};
const reserve = (intentIds: readonly bigint[]) =>
  reserveTransaction(market.db, { operator: OPERATOR, intentIds, chainNonce: 7, sign: sign(10n) });

test("an opening is planned once, sent with a reserved nonce, mined by its event and confirmed at depth", async () => {
  const rental = await market.rent(CUSTOMER);
  await plan();
  await plan();
  const [intent, ...more] = await intentsOf(rental);
  expect(more).toEqual([]);
  expect(intent).toMatchObject({ purpose: `open:${rental.id}`, state: "planned", operator: OPERATOR });
  const toSend = await intentsToSend(market.db, OPERATOR, 100);
  const mine = toSend.find(({ id }) => id === intent?.id);
  expect(mine).toMatchObject({ kind: "open", signature: "0x01" });
  expect(mine?.kind === "open" ? mine.order : null).toEqual({
    rentalId: rental.id,
    customer: CUSTOMER,
    provider: rental.provider,
    ratePerSecond: RATE,
    maxSeconds: 3600,
    deadline: rental.orderDeadline.getTime() / 1000,
  });
  const reserved = await reserve([intent?.id ?? 0n]);
  expect(reserved?.nonce).toBe(7);
  expect(await reserve([intent?.id ?? 0n])).toBeNull();
  expect((await openTransactions(market.db, OPERATOR)).map(({ hash }) => hash)).toContain(reserved?.hash);
  await market.chain.mine([{ ...opening(rental), transactionHash: reserved?.hash ?? "" }]);
  expect((await intentsOf(rental))[0]).toMatchObject({ state: "mined" });
  await market.chain.mine([]);
  expect((await intentsOf(rental))[0]).toMatchObject({ state: "confirmed" });
  const [row] = await market.db
    .select()
    .from(vaultTransactions)
    .where(eq(vaultTransactions.id, reserved?.id ?? 0n));
  expect(row?.state).toBe("confirmed");
});

test("an opening that was being planned while its rental ended is never signed", async () => {
  const rental = await market.rent(CUSTOMER);
  await stopRental(market.db, { rentalId: rental.id, by: "customer", wallet: CUSTOMER });
  expect((await rowOf(rental))?.settledAt).not.toBeNull();
  // As a plan does that looked before the stop and commits after it.
  const [late] = await market.db
    .insert(vaultIntents)
    .values({ purpose: `open:${rental.id}`, kind: "open", rentalId: rental.id, operator: OPERATOR })
    .returning({ id: vaultIntents.id });
  expect(await reserve([late?.id ?? 0n])).toBeNull();
  await plan();
  expect((await intentsOf(rental)).map(({ state }) => state)).toEqual(["cancelled"]);
});

test("of twenty who reserve at once each nonce is given once, in an unbroken row", async () => {
  const ids: bigint[] = [];
  for (let i = 0; i < 20; i++) ids.push(await planned(await market.rent(CUSTOMER), "open"));
  const all = await Promise.all(ids.map((id) => reserve([id])));
  const nonces = all.map((one) => one?.nonce ?? -1).sort((a, b) => a - b);
  expect(nonces).toEqual(nonces.map((_, index) => (nonces[0] ?? 0) + index));
});

test("a replacement keeps the nonce and offers more, and whichever of its hashes is mined counts", async () => {
  const rental = await market.rent(CUSTOMER);
  const first = await reserve([await planned(rental, "open")]);
  const transactionId = first?.id ?? 0n;
  const replace = (hash: string | undefined, fee: bigint) =>
    replaceTransaction(market.db, { transactionId, hash: hash ?? "", sign: sign(fee) });
  await expect(replace(first?.hash, 10n)).rejects.toThrow("higher fee");
  const second = await replace(first?.hash, 20n);
  expect(second).toMatchObject({ id: transactionId, nonce: first?.nonce });
  // Another worker of the same key that had read the first one.
  expect(await replace(first?.hash, 30n)).toBeNull();
  await markSent(market.db, { id: transactionId, hash: first?.hash ?? "" });
  expect((await openTransactions(market.db, OPERATOR)).find(({ id }) => id === transactionId)?.sentAt).toBeNull();
  await markSent(market.db, { id: transactionId, hash: second?.hash ?? "" });
  expect((await openTransactions(market.db, OPERATOR)).find(({ id }) => id === transactionId)?.sentAt).not.toBeNull();
  await market.chain.mine([{ ...opening(rental), transactionHash: first?.hash ?? "" }]);
  expect((await intentsOf(rental))[0]?.state).toBe("mined");
  expect(await replace(second?.hash, 30n)).toBeNull();
});

test("a reorg sends again what was mined, confirmed or not, and plans again what others had done", async () => {
  const ours = await market.rent(CUSTOMER);
  const theirs = await market.rent(CUSTOMER);
  const sent = await reserve([await planned(ours, "open")]);
  const ancestor = market.chain.number;
  await market.chain.mine([{ ...opening(ours), transactionHash: sent?.hash ?? "" }, opening(theirs)]);
  await market.chain.mine([]);
  expect((await intentsOf(ours))[0]?.state).toBe("confirmed");
  await undoBlocksTo(market.db, ancestor);
  market.chain.forkAt(ancestor);
  expect((await intentsOf(ours))[0]).toMatchObject({ state: "sent", minedNumber: null });
  expect((await intentsOf(theirs))[0]).toMatchObject({ state: "planned", minedNumber: null });
  expect((await openTransactions(market.db, OPERATOR)).map(({ id }) => id)).toContain(sent?.id);
});

test("a refusal needs the same error at two heads, and nothing of that customer's on its way", async () => {
  const customer = wallet(0xc7);
  await market.deposit(customer, HOLD * 2n);
  const sent = await market.rent(customer);
  const doubtful = await market.rent(customer);
  const other = await planned(sent, "open");
  const intentId = await planned(doubtful, "open");
  await reserve([other]);
  const say = (errorName: string, head: bigint) => markRefused(market.db, { intentId, errorName, head });
  expect(await say("OpeningPaused", 100n)).toBe("held");
  expect(await say("InsufficientBalance", 100n)).toBe("noted");
  expect(await say("InsufficientBalance", 100n)).toBe("noted");
  expect(await say("InvalidSignature", 101n)).toBe("noted");
  expect(await say("InvalidSignature", 102n)).toBe("held");
  expect((await rowOf(doubtful))?.endReason).toBeNull();
  await market.chain.mine([opening(sent)]);
  expect(await say("InvalidSignature", 103n)).toBe("refused");
  expect(await say("InvalidSignature", 104n)).toBe("moved");
  const row = await rowOf(doubtful);
  expect(row).toMatchObject({ endReason: "order_refused", vaultState: "refused" });
  expect(row?.settledAt).not.toBeNull();
  expect(await accountOf(market.db, customer)).toMatchObject({ balance: HOLD, available: HOLD, openHolds: HOLD });
});

test("an opening already broadcast is let through and closed at 0 when the rental is stopped before it ran", async () => {
  const customer = wallet(0xc8);
  await market.deposit(customer, HOLD);
  const rental = await market.rent(customer);
  const sent = await reserve([await planned(rental, "open")]);
  await stopRental(market.db, { rentalId: rental.id, by: "customer", wallet: customer });
  expect((await rowOf(rental))?.settledAt).toBeNull();
  expect((await accountOf(market.db, customer)).available).toBe(0n);
  await market.chain.mine([{ ...opening(rental), transactionHash: sent?.hash ?? "" }]);
  const closeId = await planned(rental, "close");
  const usage = (await intentsToSend(market.db, OPERATOR, 1000)).find(({ id }) => id === closeId);
  expect(usage).toMatchObject({ usage: { rentalId: rental.id, usedSeconds: 0, close: true }, isOpeningDeep: false });
  await market.chain.mine([{ name: "RentalClosed", args: { rentalId: rental.id, refund: HOLD } }]);
  await market.chain.mine([]);
  expect((await intentsOf(rental)).map(({ state }) => state)).toEqual(["confirmed", "confirmed"]);
  expect((await rowOf(rental))?.settledAt).not.toBeNull();
  expect((await accountOf(market.db, customer)).available).toBe(HOLD);
});

test("a closing waits for a head whose time covers the seconds it reports", async () => {
  const rental = await market.rent(CUSTOMER);
  await market.start(rental.id);
  // Blocks are stamped in whole seconds: with a fraction, the head that covers the figure may be one later.
  await market.chain.mine([opening(rental)], { at: floorToSecond(await readClock(market.db)) });
  await market.advance(20);
  await stopRental(market.db, { rentalId: rental.id, by: "customer", wallet: CUSTOMER });
  await plan();
  expect((await intentsOf(rental)).filter(({ kind }) => kind === "close")).toEqual([]);
  await market.chain.mine([]);
  await plan();
  const close = (await intentsOf(rental)).find(({ kind }) => kind === "close");
  expect(close?.seconds).toBeGreaterThanOrEqual(19);
  expect(close?.seconds).toBeLessThanOrEqual(21);
});

test("a reverted batch is planned again, a settled entry without an event came true, receipts of unseen blocks wait", async () => {
  const rental = await market.rent(CUSTOMER);
  await market.chain.mine([opening(rental)]);
  await stopRental(market.db, { rentalId: rental.id, by: "customer", wallet: CUSTOMER });
  const id = await planned(rental, "close");
  const reverted = await reserve([id]);
  const receipt = { transactionId: reverted?.id ?? 0n, hash: reverted?.hash ?? "", blockHash: null };
  const number = market.chain.number;
  expect(await recordReceipt(market.db, { ...receipt, blockNumber: number + 1n, succeeded: false })).toBe(false);
  const elsewhere = { ...receipt, blockNumber: number, blockHash: "0xanotherbranch" };
  expect(await recordReceipt(market.db, { ...elsewhere, succeeded: true })).toBe(false);
  expect((await intentsOf(rental)).find((intent) => intent.id === id)).toMatchObject({ state: "sent" });
  expect(await recordReceipt(market.db, { ...receipt, blockNumber: number, succeeded: false })).toBe(true);
  expect((await intentsOf(rental)).find((intent) => intent.id === id)).toMatchObject({ state: "planned" });
  const again = await reserve([id]);
  expect(again?.nonce).toBe((reverted?.nonce ?? 0) + 1);
  await recordReceipt(market.db, {
    ...{ transactionId: again?.id ?? 0n, hash: again?.hash ?? "" },
    ...{ blockNumber: number, blockHash: null, succeeded: true },
  });
  expect((await intentsOf(rental)).find((intent) => intent.id === id)).toMatchObject({ state: "mined" });
});

test("a closing its customer asked for waits for nobody, another for a block, and what begins something goes first", async () => {
  const [stopped, failed] = [await market.rent(CUSTOMER), await market.rent(CUSTOMER)];
  await market.chain.mine([opening(stopped), opening(failed)]);
  const failure = { type: "workload_failed", reason: "image_pull" } as const;
  await recordRentalEvent(market.db, { rentalId: failed.id, who: "cluster", event: failure });
  await stopRental(market.db, { rentalId: stopped.id, by: "customer", wallet: CUSTOMER });
  const opened = await market.rent(CUSTOMER);
  await market.chain.mine([]);
  await plan();
  const mine = async () => {
    const ids = (await Promise.all([stopped, failed, opened].map(intentsOf))).flat().map(({ id }) => id);
    return (await intentsToSend(market.db, OPERATOR, 1000)).flatMap((intent) =>
      ids.includes(intent.id) ? [[intent.kind, "isDue" in intent && intent.isDue]] : [],
    );
  };
  const before = [
    ["open", false],
    ["close", true],
    ["close", false],
  ];
  expect(await mine()).toEqual(before);
  await market.advance(11);
  await plan();
  expect(await mine()).toEqual([["open", false], ...[0, 1].map(() => ["close", true])]);
});

test("a running rental is settled once a day, with proven seconds only, and nothing is written when nothing is due", async () => {
  const rental = await market.rent(CUSTOMER, { durationHours: 48 });
  await market.start(rental.id);
  await market.chain.mine([opening(rental)]);
  expect(await planSettlements(market.db, { operator: OPERATOR })).toBe(0);
  await market.db.execute(sql`
    update rentals set meter = jsonb_set(meter, '{provenS}', '86000'), vault_opened_at = vault_opened_at - interval '25 hours'
     where id = ${rental.id}`);
  await market.chain.mine([]);
  expect(await planSettlements(market.db, { operator: OPERATOR })).toBe(1);
  expect(await planSettlements(market.db, { operator: OPERATOR })).toBe(0);
  const settle = (await intentsOf(rental)).find(({ kind }) => kind === "settle");
  expect(settle).toMatchObject({ purpose: `settle:${rental.id}:86000`, seconds: 86_000 });
  const [charge, fee] = [RATE * 86_000n, (RATE * 86_000n) / 20n];
  await market.chain.mine([{ name: "RentalSettled", args: { rentalId: rental.id, usedSeconds: 86_000, charge, fee } }]);
  expect((await intentsOf(rental)).find(({ kind }) => kind === "settle")?.state).toBe("mined");
  expect(await planSettlements(market.db, { operator: OPERATOR })).toBe(0);
});

test("an extension reaches the wire with the key that opened the rental; refused, the old term stands", async () => {
  const customer = wallet(0xca);
  await market.deposit(customer, HOLD * 3n);
  const rental = await market.rent(customer);
  await market.start(rental.id);
  const opened = await reserve([await planned(rental, "open")]);
  await market.chain.mine([{ ...opening(rental), transactionHash: opened?.hash ?? "" }]);
  const deadline = Math.floor(((await rowOf(rental))?.startedAt?.getTime() ?? 0) / 1000) + 3600;
  const extension = { rentalId: rental.id, maxSeconds: 7200, deadline };
  await extendRental(market.db, { rentalId: rental.id, customer, extension, signature: "0x02", sessionKey: null });
  await planVaultWork(market.db, { operator: wallet(0x0a) });
  const intent = (await intentsOf(rental)).find(({ kind }) => kind === "extend");
  expect(intent).toMatchObject({ operator: OPERATOR, seconds: 7200, state: "planned" });
  const wire = (await intentsToSend(market.db, OPERATOR, 1000)).find(({ id }) => id === intent?.id);
  expect(wire).toEqual({ id: intent?.id, kind: "extend", signature: "0x02", extension });
  const say = (head: bigint) =>
    markRefused(market.db, { intentId: intent?.id ?? 0n, errorName: "InsufficientBalance", head });
  expect([await say(200n), await say(201n)]).toEqual(["noted", "refused"]);
  expect(await rowOf(rental)).toMatchObject({ durationS: 3600, endReason: null });
  expect(await accountOf(market.db, customer)).toMatchObject({ available: HOLD * 2n, openReservations: 0n });
  await extendRental(market.db, { rentalId: rental.id, customer, extension, signature: "0x03", sessionKey: null });
  await plan();
  const extensions = (await intentsOf(rental)).filter(({ kind }) => kind === "extend");
  expect(extensions.map(({ state }) => state)).toEqual(["refused", "planned"]);
});

test("an order paid from a budget is planned once its key has signed, and signed once only", async () => {
  const customer = wallet(0xcb);
  const key = wallet(0xcc);
  await market.deposit(customer, HOLD * 2n);
  const expiresAt = 4_000_000_000;
  await market.chain.mine([{ name: "SessionKeyGranted", args: { customer, key, spendLimit: HOLD, expiresAt } }], {
    sessionKeys: [{ customer, key, limit: HOLD, spent: 0n, expiresAt, nonce: 1 }],
  });
  const rental = await market.rent(customer, {}, { sessionKey: key, signature: null });
  await plan();
  expect(await intentsOf(rental)).toEqual([]);
  const [order] = await ordersToSign(market.db, key, 10);
  expect(order).toMatchObject({ purpose: "open", amount: HOLD, customer });
  expect(await storeSignature(market.db, { rentalId: rental.id, signature: "0x05" })).toBe(true);
  expect(await storeSignature(market.db, { rentalId: rental.id, signature: "0x06" })).toBe(false);
  expect(await ordersToSign(market.db, key, 10)).toEqual([]);
  await planned(rental, "open");
  const own = await market.rent(customer);
  expect(await storeSignature(market.db, { rentalId: own.id, signature: "0x06" })).toBe(false);
});

test("grants are relayed one at a time in the order of their nonces; one whose nonce has passed is dead", async () => {
  const customer = wallet(0xcd);
  const key = wallet(0xce);
  const grant = { customer, key, spendLimit: HOLD, expiresAt: 4_000_000_000, nonce: 0 };
  const first = await requestGrant(market.db, { grant, signature: "0x0a" });
  const second = await requestGrant(market.db, { grant: { ...grant, nonce: 1, spendLimit: 0n }, signature: "0x0b" });
  await plan();
  const waiting = async () =>
    (await intentsToSend(market.db, OPERATOR, 1000)).filter((intent) => intent.kind === "grant");
  expect((await waiting()).map(({ signature }) => signature)).toEqual(["0x0a"]);
  await market.chain.mine(
    [{ name: "SessionKeyGranted", args: { customer, key, spendLimit: HOLD, expiresAt: grant.expiresAt } }],
    { sessionKeys: [{ customer, key, limit: HOLD, spent: 0n, expiresAt: grant.expiresAt, nonce: 1 }] },
  );
  await plan();
  expect((await waiting()).map(({ signature }) => signature)).toEqual(["0x0b"]);
  const { rows } = await market.db.execute<{ id: string; state: string }>(
    sql`select id, state from grant_requests where customer = ${customer} order by nonce`,
  );
  expect(rows).toEqual([
    { id: first.id, state: "mined" },
    { id: second.id, state: "pending" },
  ]);
  await expect(requestGrant(market.db, { grant, signature: "0x0c" })).rejects.toMatchObject({
    code: "invalid_request",
  });
});

test("what was planned and is no longer wanted is cancelled before anybody signs it", async () => {
  const rental = await market.rent(CUSTOMER);
  const id = await planned(rental, "open");
  await recordRentalEvent(market.db, {
    ...{ rentalId: rental.id, who: "cluster" },
    event: { type: "workload_failed", reason: "image_pull" },
  });
  expect(await reserve([id])).toBeNull();
  expect((await intentsOf(rental))[0]?.state).toBe("cancelled");
  const [reservation] = await market.db.select().from(reservations).where(eq(reservations.rentalId, rental.id));
  expect(reservation?.outcome).toBe("cancelled");
});
